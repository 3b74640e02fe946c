using System.Security.Cryptography;
using ConnectNow.Conformance;
using ConnectNow.Files;
using ConnectNow.Storage.Files;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ConnectNow.Storage.Tests.Files;

/// <summary>Whatever is done to it in whatever order, also across restarts, the store answers and holds what the model does.</summary>
public sealed class FolderFileModelTests
{
    private enum Kind { Stage, StageWrong, Complete, CompleteOther, Replace, Delete, DeleteChat, Mark, Unmark, Restart }

    private sealed record Step(Kind Kind, int File, int Index, int Seed, FilePart Part);

    private static readonly FileKey[] Keys = [.. new[] { "0000000000000000", "1111111111111111" }.SelectMany(
        chat => new[] { "2222222222222222", "3333333333333333" }.Select(file => new FileKey(chat, file)))];

    // Staging and completing are what most sequences are about.
    private static readonly Gen<Kind> Kinds = Gen.Frequency(
        (8, Gen.Const(Kind.Stage)), (4, Gen.Const(Kind.Complete)), (12, Gen.Int[0, (int)Kind.Restart].Select(kind => (Kind)kind)));

    private static readonly Gen<Step> Steps = Gen.Select(
        Kinds, Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[1, 4], Gen.Int[0, 2], (kind, file, index, seed, part) => new Step(kind, file, index, seed, (FilePart)part));

    [Fact]
    public async Task Random_sequences_end_as_in_the_model() => await Steps.Array[1, 30].SampleAsync(CompareAsync, iter: 40, threads: 2);

    private static async Task CompareAsync(Step[] steps)
    {
        using var directory = new TemporaryDirectory();
        var time = new FakeTimeProvider();
        IFileStore Open() => new FolderFileStore(new() { DataDirectory = directory.Path }, time);
        var (store, model) = (Open(), new ModelFileStore(time));
        foreach (var step in steps)
        {
            if (step.Kind == Kind.Restart) store = Open();
            Assert.Equal(await AnswerAsync(model, step), await AnswerAsync(store, step));
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(await SnapshotAsync(model, Keys[step.File], time), await SnapshotAsync(store, Keys[step.File], time));
        }

        foreach (var key in Keys)
            Assert.Equal(await SnapshotAsync(model, key, time), await SnapshotAsync(store, key, time));
    }

    private static async Task<string> AnswerAsync(IFileStore store, Step step)
    {
        var key = Keys[step.File];
        var mark = new FileMark(key.ChatId, step.Index == 0 ? null : key.FileId);
        using var content = new MemoryStream(Content(step.Seed));
        try
        {
            switch (step.Kind)
            {
                case Kind.Stage:
                case Kind.StageWrong:
                    var sha256 = SHA256.HashData(Content(step.Kind == Kind.Stage ? step.Seed : step.Seed + 1));
                    return $"{await store.StageAsync(key, step.Index, (int)content.Length, sha256, content)}";
                case Kind.Complete:
                    return $"{await store.CompleteAsync(key, await store.StagedAsync(key))}";
                case Kind.CompleteOther:
                    return $"{await store.CompleteAsync(key, [.. Enumerable.Range(0, step.Index).Select(index => new StagedBlock(index, SHA256.HashData(Content(step.Seed))))])}";
                case Kind.Replace:
                    await store.ReplaceAsync(key, step.Part, content);
                    return "replaced";
                case Kind.Delete:
                    await store.DeleteAsync(key);
                    return "deleted";
                case Kind.DeleteChat:
                    await store.DeleteChatAsync(key.ChatId);
                    return "deleted";
                case Kind.Mark:
                    await store.MarkAsync(mark);
                    return "marked";
                case Kind.Unmark:
                    await store.UnmarkAsync(mark);
                    return "unmarked";
                default:
                    return "";
            }
        }
        catch (FileNotFoundException)
        {
            return "no file";
        }
    }

    private static async Task<string> SnapshotAsync(IFileStore store, FileKey key, TimeProvider time)
    {
        var staged = (await store.StagedAsync(key)).Select(block => $"{block.Index}:{Convert.ToHexString(block.Sha256.Span)}");
        var parts = new List<string>();
        foreach (var part in Enum.GetValues<FilePart>())
        {
            await using var stream = await store.OpenAsync(key, part);
            parts.Add(stream is null ? "none" : Convert.ToHexString(await SHA256.HashDataAsync(stream)));
        }

        var marks = new List<string>();
        for (var ago = 0; ago < 5; ago++)
            await foreach (var mark in store.MarksAsync(time.GetUtcNow() - TimeSpan.FromSeconds(ago))) marks.Add($"{ago} {mark}");
        return $"{string.Join(' ', staged)} | {string.Join(' ', parts)} | {string.Join(' ', marks.Order(StringComparer.Ordinal))}";
    }

    /// <summary>The first is a full block, the others are not.</summary>
    private static byte[] Content(int seed)
    {
        var bytes = new byte[seed == 1 ? FileLimits.BlockSize : seed * 10_000];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
