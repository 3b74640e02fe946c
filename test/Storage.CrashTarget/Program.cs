// Commits to some chats at once for as long as it lives, and prints each event once its commit was answered: "chat number .". Tests kill
// it at a random moment and compare what it printed with what is on the disk. With "files" first, it does the same with files.
using System.Globalization;
using System.Text;
using ConnectNow.Grains.Chats.Timeline;
using ConnectNow.Providers.Sqlite;
using ConnectNow.Storage.CrashTarget;
using Microsoft.Extensions.Logging.Abstractions;

if (args is ["files", var folder, var files])
{
    await FileCrashTarget.RunAsync(folder, int.Parse(files, CultureInfo.InvariantCulture));
    return;
}

var options = new SqliteStorageOptions { DataDirectory = args[0] };
var chats = int.Parse(args[1], CultureInfo.InvariantCulture);
await using var database = SqliteDatabase.Open(options, TimeProvider.System, NullLogger<SqliteDatabase>.Instance);
var store = new SqliteTimelineStore(database);
var acknowledged = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
await Task.WhenAll(Enumerable.Range(0, chats).Select(number => WriteForeverAsync($"chat-{number}")));

async Task WriteForeverAsync(string chat)
{
    var loaded = await store.LoadAsync(chat, 1);
    var etag = loaded?.ETag;
    var last = loaded?.Tail[0].Seq ?? 0;
    while (true)
    {
        var added = Enumerable.Range(1, Random.Shared.Next(1, 6)).Select(offset => Event(last + offset)).ToArray();
        last += added.Length;
        var outcome = await store.CommitAsync(chat, new()
        {
            ExpectedETag = etag,
            CommitId = Guid.NewGuid().ToString(),
            Head = Encoding.UTF8.GetBytes($"{last}"),
            Added = added,
            Participants = [new("writer", Encoding.UTF8.GetBytes($"{last}"))],
        });
        etag = ((Committed)outcome).ETag;
        await acknowledged.WriteLineAsync($"{chat} {last} .");
    }
}

static StoredEvent Event(long seq) => new(seq, $"key-{seq}", Encoding.UTF8.GetBytes(new string('x', (int)(seq % 700)) + seq));
