using Sockets.Transport.Tcp;

namespace Sockets.Transport.Tests.Tcp;

/// <summary>Every driver, for tests that all of them have to pass.</summary>
public static class Drivers
{
    public static TheoryData<Driver> All => [Driver.Async, Driver.DedicatedThread, Driver.BusyPoll];
}
