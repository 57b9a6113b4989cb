using Sockets.Tools.Output;

namespace Sockets.Tools.Tests.Output;

public sealed class FileTargetTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sockets-").FullName;

    private string Name => Path.Combine(_directory, "out.bin");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_file_has_its_name_only_when_it_is_complete()
    {
        File.WriteAllText(Name, "old and longer");
        using FileTarget target = FileTarget.Create(Name);
        target.Write("ne"u8);
        target.Write("w"u8);

        Assert.Equal("old and longer", File.ReadAllText(Name));
        Assert.Equal(Name + ".part", target.Name);
        target.Complete();

        Assert.Equal("new", File.ReadAllText(Name));
        Assert.False(File.Exists(Name + ".part"));
        Assert.True(target.IsComplete);
    }

    [Fact]
    public void An_incomplete_file_stays_visible_as_such()
    {
        using (FileTarget target = FileTarget.Create(Name))
        {
            target.Write("half"u8);
        }

        Assert.False(File.Exists(Name));
        Assert.Equal("half", File.ReadAllText(Name + ".part"));
    }

    [Fact]
    public void Nothing_written_leaves_nothing_behind_and_the_part_of_an_earlier_run_alone()
    {
        FileTarget.Create(Name).Dispose();
        Assert.False(File.Exists(Name + ".part"));

        File.WriteAllText(Name + ".part", "earlier and long");
        FileTarget.Create(Name).Dispose();
        Assert.Equal("earlier and long", File.ReadAllText(Name + ".part"));

        using FileTarget target = FileTarget.Create(Name);
        target.Write("new"u8);
        target.Complete();
        Assert.Equal("new", File.ReadAllText(Name));
    }

    [Fact]
    public void An_empty_file_is_complete_too()
    {
        File.WriteAllText(Name, "old");
        using FileTarget target = FileTarget.Create(Name);
        target.Complete();

        Assert.Equal(0, new FileInfo(Name).Length);
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        string other = Path.Combine(_directory, "real.bin");
        File.WriteAllText(other, "old");
        File.CreateSymbolicLink(Name, other);

        using (FileTarget target = FileTarget.Create(Name))
        {
            target.Write("new"u8);
            target.Complete();
        }

        Assert.Equal(other, new FileInfo(Name).LinkTarget);
        Assert.Equal("new", File.ReadAllText(other));
    }

    [Fact]
    public void Two_receivers_cannot_write_the_same_file()
    {
        using FileTarget first = FileTarget.Create(Name);

        Assert.Equal(ExitCode.Usage, Assert.Throws<ToolException>(() => FileTarget.Create(Name)).Code);
    }

    [Fact]
    public void A_directory_is_no_file_and_a_missing_one_is_named()
    {
        Assert.Contains("is a directory", Assert.Throws<ToolException>(() => FileTarget.Create(_directory)).Message, StringComparison.Ordinal);
        ToolException missing = Assert.Throws<ToolException>(() => FileTarget.Create(Path.Combine(_directory, "no", "file")));
        Assert.Contains("there is no directory for", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_is_written_and_never_replaced()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/null and /dev/full");
        using (FileTarget target = FileTarget.Create("/dev/null"))
        {
            target.Write("gone"u8);
            target.Complete();
        }

        Assert.False(File.Exists("/dev/null.part"));
        Assert.False(FileKind.IsRegular("/dev/null"));
    }

    [Fact]
    public void No_space_left_says_so()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /dev/full");
        using FileTarget target = FileTarget.Create("/dev/full");

        ToolException error = Assert.Throws<ToolException>(() => target.Write("x"u8));
        Assert.Equal(ExitCode.EnvironmentNotSuitable, error.Code);
        Assert.Contains("no space left for /dev/full after 0 bytes", error.Message, StringComparison.Ordinal);
    }
}
