using ConnectNow.Providers.Files;
using CsCheck;
using Xunit;

namespace ConnectNow.Storage.Tests.Files;

/// <summary>Whatever is done to it in whatever order, also across restarts, the store answers and holds what the model does.</summary>
public sealed class FolderFileModelTests
{
    [Fact]
    public async Task Random_sequences_end_as_in_the_model() =>
        await FileStep.Any.Array[1, 30].SampleAsync(CompareAsync, iter: 40, threads: 2);

    private static async Task CompareAsync(FileStep[] steps)
    {
        using var directory = new TemporaryDirectory();
        await FileStep.CompareAsync(steps, time => new FolderFileStore(new() { DataDirectory = directory.Path }, time));
    }
}
