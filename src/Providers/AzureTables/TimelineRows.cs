using System.Globalization;
using Azure.Data.Tables;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Providers.AzureTables;

/// <summary>Rows of the table, and what they stand for.</summary>
internal static class TimelineRows
{
    /// <summary>The most bytes of one body, so that the row with its names stays below 1 MiB.</summary>
    public const int MaxBody = 15 * Piece;

    private const int Piece = 64 * 1024;

    public static TableEntity Event(string partition, StoredEvent chatEvent, long commit) =>
        Event(partition, RowKeys.Event(chatEvent.Seq), chatEvent, commit);

    /// <summary>The row that shows an event among those with a tag: a copy, so that a page of them is one range.</summary>
    public static TableEntity Tagged(string partition, Collected tag, StoredEvent chatEvent, long commit) =>
        Event(partition, RowKeys.Tagged(tag, chatEvent.Seq), chatEvent, commit);

    public static TableEntity Key(string partition, string key, long seq) => new(partition, RowKeys.Key(key)) { ["Seq"] = seq };

    public static TableEntity Participant(string partition, StoredParticipant participant, long commit) =>
        WithBody(new(partition, RowKeys.Participant(participant.Id)) { ["Id"] = participant.Id, ["Commit"] = commit }, participant.Body);

    public static TableEntity File(string partition, StoredFile file, long commit) =>
        WithBody(new(partition, RowKeys.File(file.Id)) { ["Id"] = file.Id, ["Commit"] = commit }, file.Body);

    public static StoredEvent Event(TableEntity row) =>
        new(row.GetInt64("Seq")!.Value, row.GetString("Key"), Body(row), (Collected)(row.GetInt32("Tags") ?? 0));

    public static StoredParticipant Participant(TableEntity row) => new(row.GetString("Id"), Body(row));

    public static StoredFile File(TableEntity row) => new(row.GetString("Id"), Body(row));

    /// <summary>A property holds 64 KiB at most; a longer body goes on in the next.</summary>
    public static TableEntity WithBody(TableEntity row, ReadOnlyMemory<byte> body)
    {
        var index = 0;
        do
        {
            var piece = body[..Math.Min(Piece, body.Length)];
            row[Column(index++)] = piece.ToArray();
            body = body[piece.Length..];
        }
        while (!body.IsEmpty);
        return row;
    }

    public static ReadOnlyMemory<byte> Body(TableEntity row)
    {
        var first = row.GetBinary(Column(0));
        if (!row.ContainsKey(Column(1))) return first;
        using var whole = new MemoryStream();
        for (var index = 0; row.TryGetValue(Column(index), out var piece); index++) whole.Write((byte[])piece);
        return whole.ToArray();
    }

    private static TableEntity Event(string partition, string rowKey, StoredEvent chatEvent, long commit)
    {
        var row = new TableEntity(partition, rowKey) { ["Seq"] = chatEvent.Seq, ["Commit"] = commit };
        if (chatEvent.Key is not null) row["Key"] = chatEvent.Key;
        if (chatEvent.Tags != Collected.None) row["Tags"] = (int)chatEvent.Tags;
        return WithBody(row, chatEvent.Body);
    }

    private static string Column(int index) => index == 0 ? "Body" : string.Create(CultureInfo.InvariantCulture, $"Body{index}");
}
