using Azure;
using Azure.Data.Tables;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Timeline;

namespace ConnectNow.Providers.AzureTables;

/// <summary>
/// One commit as one entity group transaction: the head first, conditional on its ETag, then each row once. What the service would refuse
/// for a fault of the caller is found here.
/// </summary>
internal sealed class TimelineTransaction
{
    /// <summary>Operations of a transaction, the head among them.</summary>
    public const int MaxOperations = 100;

    /// <summary>
    /// A transaction holds 4 MiB as it is sent, where 3 bytes are 4 characters; some room is left for what surrounds them.
    /// </summary>
    private const int MaxLength = 4 * 1024 * 1024;

    /// <summary>What surrounds a row as it is sent: headers, names and numbers.</summary>
    private const int Surroundings = 1024;

    private static readonly Collected[] Tags = [Collected.Files, Collected.Links];

    private readonly OrderedDictionary<string, TableTransactionAction> _rows = new(StringComparer.Ordinal);
    private readonly string _partition;
    private readonly TimelineCommit _commit;
    private readonly TimelineVersion _version;
    private long _length;

    private TimelineTransaction(string partition, TimelineCommit commit, TimelineVersion version) =>
        (_partition, _commit, _version) = (partition, commit, version);

    /// <summary>What the service is asked to do, in order.</summary>
    public IReadOnlyList<TableTransactionAction> Actions => [.. _rows.Values];

    /// <summary>What the caller has done wrong; null when nothing that can be seen here.</summary>
    public string? Fault { get; private set; }

    /// <summary>The version this commit makes of the chat, once storage has answered with the head's ETag.</summary>
    public TimelineVersion Written(ETag head) => _version with { Head = head };

    /// <param name="partition">The chat's.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="stored">The events it changes, as they are stored.</param>
    /// <param name="based">The head it replaces; null when there must be none.</param>
    /// <param name="creates">Whether it makes a new chat.</param>
    public static TimelineTransaction Of(
        string partition, TimelineCommit commit, IReadOnlyDictionary<long, StoredEvent> stored, TimelineVersion? based, bool creates)
    {
        var number = (based?.Number ?? 0) + 1;
        var transaction = new TimelineTransaction(partition, commit, new(creates ? number : based!.Value.Born, number, default));
        transaction.Write(based?.Head, stored);
        return transaction;
    }

    private void Write(ETag? head, IReadOnlyDictionary<long, StoredEvent> stored)
    {
        var row = TimelineHead.Row(_partition, _version, _commit.CommitId, _commit.Head);
        Put(head is { } etag ? new(TableTransactionActionType.UpdateReplace, row, etag) : new(TableTransactionActionType.Add, row), _commit.Head.Length);
        WriteEvents(stored);
        foreach (var participant in _commit.Participants)
            Put(new(TableTransactionActionType.UpsertReplace, TimelineRows.Participant(_partition, participant, _version.Number)), participant.Body.Length);
        foreach (var file in _commit.Files)
            Put(new(TableTransactionActionType.UpsertReplace, TimelineRows.File(_partition, file, _version.Number)), file.Body.Length);
        foreach (var id in _commit.FilesRemoved) Add(Deletion(RowKeys.File(id)), 0);
        if (_length > MaxLength) Fault ??= $"A commit holds {MaxLength} bytes as it is sent; this one has {_length}.";
    }

    private void WriteEvents(IReadOnlyDictionary<long, StoredEvent> stored)
    {
        // An event added and changed in one commit is added as changed, and the last of several changes counts.
        var changes = new Dictionary<long, StoredEvent>();
        foreach (var chatEvent in _commit.Changed) changes[chatEvent.Seq] = chatEvent;
        foreach (var chatEvent in _commit.Added)
        {
            var added = changes.Remove(chatEvent.Seq, out var change) ? change with { Key = chatEvent.Key } : chatEvent;
            Add(new(TableTransactionActionType.Add, TimelineRows.Event(_partition, added, _version.Number)), added.Body.Length);
            if (added.Key is not null) Add(new(TableTransactionActionType.Add, TimelineRows.Key(_partition, added.Key, added.Seq)), 0);
            Index(added, Collected.None);
        }

        foreach (var change in changes.Values)
        {
            if (!stored.TryGetValue(change.Seq, out var before))
            {
                Fault ??= $"There is no event {change.Seq} to change.";
                continue;
            }

            var changed = change with { Key = before.Key };
            Add(new(TableTransactionActionType.UpdateReplace, TimelineRows.Event(_partition, changed, _version.Number), ETag.All), changed.Body.Length);
            Index(changed, before.Tags);
        }
    }

    /// <summary>Shows an event under the tags it has, and no longer under those it had.</summary>
    private void Index(StoredEvent chatEvent, Collected before)
    {
        foreach (var tag in Tags)
        {
            if (chatEvent.Tags.HasFlag(tag))
                Add(new(TableTransactionActionType.UpsertReplace, TimelineRows.Tagged(_partition, tag, chatEvent, _version.Number)), chatEvent.Body.Length);
            else if (before.HasFlag(tag))
                Add(Deletion(RowKeys.Tagged(tag, chatEvent.Seq)), 0);
        }
    }

    private TableTransactionAction Deletion(string rowKey) =>
        new(TableTransactionActionType.Delete, new TableEntity(_partition, rowKey), ETag.All);

    /// <summary>A row that may be in the commit once.</summary>
    private void Add(TableTransactionAction action, int body)
    {
        if (_rows.ContainsKey(action.Entity.RowKey)) Fault ??= "A row is in the commit twice.";
        Put(action, body);
    }

    /// <summary>A row of which the last counts.</summary>
    private void Put(TableTransactionAction action, int body)
    {
        if (body > TimelineRows.MaxBody) Fault ??= $"A row holds {TimelineRows.MaxBody} bytes; one of this commit has {body}.";
        _length += Surroundings + ((body + 2L) / 3 * 4);
        _rows[action.Entity.RowKey] = action;
    }
}
