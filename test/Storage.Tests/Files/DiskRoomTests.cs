using ConnectNow.Providers.Files;
using Xunit;

namespace ConnectNow.Storage.Tests.Files;

/// <summary>Files leave room for messages.</summary>
public sealed class DiskRoomTests
{
    [Fact]
    public void What_would_take_the_last_of_the_disk_is_refused_as_if_it_were_full_and_less_is_not()
    {
        using var directory = new TemporaryDirectory();
        var free = new DriveInfo(directory.Path).AvailableFreeSpace;

        var refused = Assert.Throws<IOException>(() => Disk.MustHaveRoom(directory.Path, free));
        Disk.MustHaveRoom(directory.Path, 0);

        Assert.Contains("no space left for files", Disk.Explain(refused, directory.Path).Message, StringComparison.Ordinal);
    }
}
