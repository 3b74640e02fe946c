using System.Security.Cryptography;
using ConnectNow.Conformance;
using ConnectNow.Files;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ConnectNow.Storage.Tests.Files;

/// <summary>One thing done to one of four files, whatever store they are in.</summary>
internal sealed record FileStep(FileStep.Deed Kind, int File, int Index, int Seed, FilePart Part)
{
    internal enum Deed { Stage, StageWrong, Complete, CompleteOther, Replace, Delete, DeleteChat, Mark, Unmark, Restart }

    // Staging and completing are what most sequences are about.
    private static readonly Gen<Deed> Kinds = Gen.Frequency(
        (8, Gen.Const(Deed.Stage)), (4, Gen.Const(Deed.Complete)), (12, Gen.Int[0, (int)Deed.Restart].Select(kind => (Deed)kind)));

    public static Gen<FileStep> Any { get; } = Gen.Select(
        Kinds, Gen.Int[0, 3], Gen.Int[0, 2], Gen.Int[1, 4], Gen.Int[0, 2], (kind, file, index, seed, part) => new FileStep(kind, file, index, seed, (FilePart)part));

    /// <summary>Does the steps to a store and to the model, in chats of their own: both must answer and hold the same.</summary>
    public static async Task CompareAsync(FileStep[] steps, Func<TimeProvider, IFileStore> open)
    {
        var time = new FakeTimeProvider();
        FileKey[] keys = [.. new[] { Secrets.NewId(), Secrets.NewId() }.SelectMany(chat => new[] { Secrets.NewId(), Secrets.NewId() }.Select(file => new FileKey(chat, file)))];
        var (store, model) = (open(time), new ModelFileStore(time));
        foreach (var step in steps)
        {
            if (step.Kind == Deed.Restart) store = open(time);
            var key = keys[step.File];
            Assert.Equal(await step.AnswerAsync(model, key), await step.AnswerAsync(store, key));
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(await SnapshotAsync(model, key, time), await SnapshotAsync(store, key, time));
        }

        foreach (var key in keys)
            Assert.Equal(await SnapshotAsync(model, key, time), await SnapshotAsync(store, key, time));
    }

    private async Task<string> AnswerAsync(IFileStore store, FileKey key)
    {
        var mark = new FileMark(key.ChatId, Index == 0 ? null : key.FileId);
        using var content = new MemoryStream(Content(Seed));
        try
        {
            switch (Kind)
            {
                case Deed.Stage:
                case Deed.StageWrong:
                    var sha256 = SHA256.HashData(Content(Kind == Deed.Stage ? Seed : Seed + 1));
                    return $"{await store.StageAsync(key, Index, (int)content.Length, sha256, content)}";
                case Deed.Complete:
                    return $"{await store.CompleteAsync(key, await store.StagedAsync(key))}";
                case Deed.CompleteOther:
                    return $"{await store.CompleteAsync(key, [.. Enumerable.Range(0, Index).Select(index => new StagedBlock(index, SHA256.HashData(Content(Seed))))])}";
                case Deed.Replace:
                    await store.ReplaceAsync(key, Part, content);
                    return "replaced";
                case Deed.Delete:
                    await store.DeleteAsync(key);
                    return "deleted";
                case Deed.DeleteChat:
                    await store.DeleteChatAsync(key.ChatId);
                    return "deleted";
                case Deed.Mark:
                    await store.MarkAsync(mark);
                    return "marked";
                case Deed.Unmark:
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
        for (var ago = 0; ago < 5; ago += 2)
        {
            await foreach (var mark in store.MarksAsync(time.GetUtcNow() - TimeSpan.FromSeconds(ago)))
            {
                if (mark.ChatId == key.ChatId) marks.Add($"{ago} {mark}");
            }
        }

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
