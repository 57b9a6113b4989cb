using System.Runtime.InteropServices;

namespace Sockets.Tools.Hosting;

/// <summary>
/// What stops a run from outside. The first signal asks it to stop, drain and sum up; the second ends the process.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Action<ExitCode> _exitNow;
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <param name="exitNow">Ends the process.</param>
    public Interruption(Action<ExitCode> exitNow) => _exitNow = exitNow;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>What the process ends with because of the signal; null when there was none.</summary>
    public ExitCode? ExitCode { get; private set; }

    /// <summary>Listens to Ctrl-C and to the request to terminate.</summary>
    public static Interruption OfProcess()
    {
        Interruption interruption = new(static code => Environment.Exit((int)code));
        interruption.Watch(PosixSignal.SIGINT, Tools.ExitCode.Interrupted);
        interruption.Watch(PosixSignal.SIGTERM, Tools.ExitCode.Terminated);
        return interruption;
    }

    /// <summary>Does what a signal does.</summary>
    public void Raise(ExitCode code)
    {
        if (_stop.IsCancellationRequested)
        {
            _exitNow(code);
            return;
        }

        ExitCode = code;
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The run ended at the same moment.
        }
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
    }

    private void Watch(PosixSignal signal, ExitCode code) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            Raise(code);
        }));
}
