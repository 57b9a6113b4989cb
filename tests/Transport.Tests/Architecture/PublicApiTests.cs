namespace Sockets.Transport.Tests.Architecture;

/// <summary>What others compile against changes only when somebody says so, in the approved file.</summary>
public sealed class PublicApiTests
{
    private const string Approved = "tests/Transport.Tests/Architecture/PublicApi.approved.txt";

    [Fact]
    public void The_public_surface_is_the_approved_one()
    {
        string now = PublicSurface.Print(typeof(Message).Assembly);

        // eng/accept-api takes it from there.
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "PublicApi.received.txt"), now);

        string approved = File.Exists(Path.Combine(House.Root, Approved)) ? House.Read(Approved) : "";
        if (approved != now)
        {
            Assert.Fail(
                "The public surface changed. When that is meant, run eng/accept-api and review the difference:\n"
                + string.Join('\n', PublicSurface.Compare(approved, now)));
        }
    }
}
