using System.Globalization;
using System.Security.Cryptography;
using ConnectNow.Files;
using ConnectNow.Providers.Files;

namespace ConnectNow.Storage.CrashTarget;

/// <summary>
/// Stages, completes, replaces and deletes files for as long as it lives. Before each step it prints what it is about to do, after it that
/// it was answered: "file step number ?" and "file step number .". What a step does follows from its number.
/// </summary>
public static class FileCrashTarget
{
    /// <summary>Steps of one file, in order.</summary>
    public const int Steps = 9;

    public const string Chat = "0000000000000000";

    /// <summary>What is done to a file in one step.</summary>
    public static async Task StepAsync(IFileStore store, FileKey key, int step)
    {
        ArgumentNullException.ThrowIfNull(store);
        switch (step)
        {
            case 0 or 1 or 2 or 3:
                // The first block, the second, and each again with other content.
                await StageAsync(store, key, step % 2, Block(step)).ConfigureAwait(false);
                break;
            case 4 or 7:
                if (!await store.CompleteAsync(key, [.. await store.StagedAsync(key).ConfigureAwait(false)]).ConfigureAwait(false)) throw new InvalidOperationException("Not completed.");
                break;
            case 5:
                using (var content = new MemoryStream(Block(5))) await store.ReplaceAsync(key, FilePart.Content, content).ConfigureAwait(false);
                break;
            case 6:
                await StageAsync(store, key, 0, Block(7)).ConfigureAwait(false);
                break;
            default:
                await store.DeleteAsync(key).ConfigureAwait(false);
                break;
        }
    }

    public static byte[] Block(int number)
    {
        var bytes = new byte[number is 0 or 2 ? FileLimits.BlockSize : 100_000 * number];
        new Random(number).NextBytes(bytes);
        return bytes;
    }

    internal static async Task RunAsync(string directory, int files)
    {
        var store = new FolderFileStore(new() { DataDirectory = directory }, TimeProvider.System);
        var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        await Task.WhenAll(Enumerable.Range(0, files).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var key = new FileKey(Chat, Secrets.NewId());
                for (var step = 0; step < Steps; step++)
                {
                    await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{key.FileId} {step} ?"))
                        .ConfigureAwait(false);
                    await StepAsync(store, key, step).ConfigureAwait(false);
                    await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{key.FileId} {step} ."))
                        .ConfigureAwait(false);
                }
            }
        }))).ConfigureAwait(false);
    }

    private static async Task StageAsync(IFileStore store, FileKey key, int index, byte[] bytes)
    {
        using var content = new MemoryStream(bytes);
        if (await store.StageAsync(key, index, bytes.Length, SHA256.HashData(bytes), content).ConfigureAwait(false) != BlockOutcome.Staged)
            throw new InvalidOperationException("Not staged.");
    }
}
