using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ConnectNow.Chats;
using ConnectNow.Files;
using ConnectNow.Grains.Chats.Rules;
using ConnectNow.Notifications;

namespace ConnectNow.Grains.Chats.Timeline;

/// <summary>
/// How a chat is written to storage: UTF-8 JSON with short names and a version, the same in every provider. Golden files in the
/// tests hold each version still; a new version reads all older ones.
/// </summary>
internal static class TimelineCodec
{
    /// <summary>The version written. Readers refuse a newer one: an old silo must not rewrite what it can't read whole.</summary>
    /// <remarks>
    /// 1: conversations. 2: files; the head counts their bytes, messages hold attachments, and files in no message have rows.
    /// </remarks>
    public const int Version = 2;

    /// <summary>The idempotency key of an event: its author's, so that nobody can block another person's.</summary>
    public static string? KeyOf(ChatEvent chatEvent) => chatEvent.ClientId is null ? null : KeyOf(chatEvent.By, chatEvent.ClientId);

    /// <inheritdoc cref="KeyOf(ChatEvent)"/>
    public static string KeyOf(string by, string clientId) => $"{by}:{clientId}";

    /// <summary>What an event can be collected by: only what its row shows, so a deleted message is in no collection.</summary>
    public static Collected TagsOf(ChatEvent chatEvent) => chatEvent.Kind != EventKind.Message
        ? Collected.None
        : (chatEvent.Attachments.IsDefaultOrEmpty ? Collected.None : Collected.Files) | (Links.In(chatEvent.Text) ? Collected.Links : Collected.None);

    public static StoredEvent Write(ChatEvent chatEvent)
    {
        var body = new EventBody
        {
            Version = Version,
            Kind = chatEvent.Kind,
            At = chatEvent.At.ToUnixTimeMilliseconds(),
            By = chatEvent.By,
            Text = chatEvent.Text,
            ClientId = chatEvent.ClientId,
            Target = chatEvent.Target,
            Subject = chatEvent.Subject,
            Messages = chatEvent.Messages,
            EditedAt = chatEvent.EditedAt?.ToUnixTimeMilliseconds(),
            DeletedAt = chatEvent.DeletedAt?.ToUnixTimeMilliseconds(),
            LastEdit = chatEvent.LastEdit,
            Attachments = chatEvent.Attachments.IsDefaultOrEmpty ? null : [.. chatEvent.Attachments.Select(FileCodec.Body)],
        };
        return new StoredEvent(chatEvent.Seq, KeyOf(chatEvent), JsonSerializer.SerializeToUtf8Bytes(body, TimelineJson.Lean.EventBody), TagsOf(chatEvent));
    }

    public static ChatEvent Read(StoredEvent stored)
    {
        var body = JsonSerializer.Deserialize(stored.Body.Span, TimelineJson.Lean.EventBody)!;
        Check(body.Version);
        return new ChatEvent
        {
            Seq = stored.Seq,
            Kind = body.Kind,
            At = Time(body.At),
            By = body.By,
            Text = body.Text,
            ClientId = body.ClientId,
            Target = body.Target,
            Subject = body.Subject,
            Messages = body.Messages,
            EditedAt = body.EditedAt is { } edited ? Time(edited) : null,
            DeletedAt = body.DeletedAt is { } deleted ? Time(deleted) : null,
            LastEdit = body.LastEdit,
            Attachments = body.Attachments is null ? [] : [.. body.Attachments.Select(FileCodec.Attachment)],
        };
    }

    public static StoredFile Write(Upload upload) =>
        new(upload.Id, JsonSerializer.SerializeToUtf8Bytes(FileCodec.Body(upload), TimelineJson.Lean.UnattachedFileBody));

    public static StoredFile Write(PendingDeletion pending) =>
        new(pending.Id, JsonSerializer.SerializeToUtf8Bytes(FileCodec.Body(pending), TimelineJson.Lean.UnattachedFileBody));

    public static UnattachedFiles Read(IEnumerable<StoredFile> files)
    {
        var read = UnattachedFiles.None;
        foreach (var file in files)
        {
            var body = JsonSerializer.Deserialize(file.Body.Span, TimelineJson.Lean.UnattachedFileBody)!;
            Check(body.Version);
            read = body.Until is null ? read.With(FileCodec.Upload(file.Id, body)) : read.With(FileCodec.PendingDeletion(file.Id, body));
        }

        return read;
    }

    public static StoredParticipant Write(Participant participant)
    {
        var body = new ParticipantBody
        {
            Version = Version,
            Name = participant.Name,
            Surname = participant.Surname,
            Email = participant.Email,
            Verified = participant.Verified,
            Standing = participant.Standing,
            Stay = participant.Stay,
            History = [.. participant.History.Select(change => new[] { (long)change.Kind, change.At.ToUnixTimeMilliseconds() })],
            ReadUpTo = participant.ReadUpTo,
            LastSeen = participant.LastSeen?.ToUnixTimeMilliseconds(),
            JoinedBy = participant.JoinedBy,
            Notifications = participant.Notifications,
            VerifiedFrom = participant.VerifiedFrom,
            Vouched = participant.Vouched,
            SameName = participant.SameName,
        };
        return new StoredParticipant(participant.Id, JsonSerializer.SerializeToUtf8Bytes(body, TimelineJson.Lean.ParticipantBody));
    }

    public static Participant Read(StoredParticipant stored)
    {
        var body = JsonSerializer.Deserialize(stored.Body.Span, TimelineJson.Lean.ParticipantBody)!;
        Check(body.Version);
        return new Participant
        {
            Id = stored.Id,
            Name = body.Name,
            Surname = body.Surname,
            Email = body.Email,
            Verified = body.Verified,
            Standing = body.Standing,
            Stay = body.Stay,
            History = [.. body.History.Select(change => new MembershipChange((EventKind)change[0], Time(change[1])))],
            ReadUpTo = body.ReadUpTo,
            LastSeen = body.LastSeen is { } seen ? Time(seen) : null,
            JoinedBy = body.JoinedBy,
            Notifications = body.Notifications,
            VerifiedFrom = body.VerifiedFrom,
            Vouched = body.Vouched,
            SameName = body.SameName,
        };
    }

    public static byte[] WriteHead(ChatState state) => JsonSerializer.SerializeToUtf8Bytes(
        new HeadBody
        {
            Version = Version,
            Name = state.Name,
            CompanyId = state.CompanyId,
            PasswordHash = state.PasswordHash,
            CreatedAt = state.CreatedAt.ToUnixTimeMilliseconds(),
            Closed = state.Closed,
            LastSeq = state.LastSeq,
            LastAt = state.LastAt.ToUnixTimeMilliseconds(),
            Messages = state.Messages,
            FileBytes = state.FileBytes,
            KeepsPasswordBack = !state.InviteWithPassword,
        },
        TimelineJson.Lean.HeadBody);

    public static ChatState ReadState(string chatId, StoredTimeline stored)
    {
        var head = JsonSerializer.Deserialize(stored.Head.Span, TimelineJson.Lean.HeadBody)!;
        Check(head.Version);
        var people = stored.Participants.Select(Read).ToList();
        return new ChatState
        {
            ChatId = chatId,
            Name = head.Name,
            CompanyId = head.CompanyId,
            PasswordHash = head.PasswordHash,
            CreatedAt = Time(head.CreatedAt),
            Closed = head.Closed,
            LastSeq = head.LastSeq,
            LastAt = Time(head.LastAt),
            Messages = head.Messages,
            Participants = people.ToImmutableDictionary(person => person.Id),
            ByEmail = Addresses.Of(people),
            Active = people.Count(person => person.Standing == Standing.Active),
            FileBytes = head.FileBytes,
            InviteWithPassword = !head.KeepsPasswordBack,
            Files = Read(stored.Files),
        };
    }

    internal static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static void Check(int version)
    {
        if (version is < 1 or > Version)
            throw new NotSupportedException($"This chat was written in format {version}; this program reads formats up to {Version}. Update it.");
    }
}

internal sealed class EventBody
{
    [JsonPropertyName("v")] public required int Version { get; init; }
    [JsonPropertyName("k")] public required EventKind Kind { get; init; }
    [JsonPropertyName("at")] public required long At { get; init; }
    [JsonPropertyName("by")] public required string By { get; init; }
    [JsonPropertyName("t")] public string? Text { get; init; }
    [JsonPropertyName("c")] public string? ClientId { get; init; }
    [JsonPropertyName("to")] public long? Target { get; init; }
    [JsonPropertyName("who")] public string? Subject { get; init; }
    [JsonPropertyName("n")] public long Messages { get; init; }
    [JsonPropertyName("e")] public long? EditedAt { get; init; }
    [JsonPropertyName("d")] public long? DeletedAt { get; init; }
    [JsonPropertyName("le")] public long? LastEdit { get; init; }
    [JsonPropertyName("f")] public AttachmentBody[]? Attachments { get; init; }
}

internal sealed class ParticipantBody
{
    [JsonPropertyName("v")] public required int Version { get; init; }
    [JsonPropertyName("name")] public required string Name { get; init; }
    [JsonPropertyName("surname")] public required string Surname { get; init; }
    [JsonPropertyName("email")] public required string Email { get; init; }
    [JsonPropertyName("verified")] public bool Verified { get; init; }
    [JsonPropertyName("standing")] public required Standing Standing { get; init; }
    [JsonPropertyName("stay")] public long Stay { get; init; }

    /// <summary>Pairs of kind and time.</summary>
    [JsonPropertyName("history")] public required long[][] History { get; init; }
    [JsonPropertyName("read")] public long ReadUpTo { get; init; }
    [JsonPropertyName("seen")] public long? LastSeen { get; init; }
    [JsonPropertyName("joined_by")] public string? JoinedBy { get; init; }
    [JsonPropertyName("notify")] public NotificationLevel Notifications { get; init; }
    [JsonPropertyName("proven")] public long? VerifiedFrom { get; init; }
    [JsonPropertyName("vouched")] public bool Vouched { get; init; }
    [JsonPropertyName("same_name")] public bool SameName { get; init; }
}

internal sealed class HeadBody
{
    [JsonPropertyName("v")] public required int Version { get; init; }
    [JsonPropertyName("name")] public required string Name { get; init; }
    [JsonPropertyName("company")] public required string CompanyId { get; init; }
    [JsonPropertyName("password")] public required string PasswordHash { get; init; }
    [JsonPropertyName("created")] public required long CreatedAt { get; init; }
    [JsonPropertyName("closed")] public bool Closed { get; init; }
    [JsonPropertyName("seq")] public long LastSeq { get; init; }
    [JsonPropertyName("at")] public long LastAt { get; init; }
    [JsonPropertyName("messages")] public long Messages { get; init; }
    [JsonPropertyName("bytes")] public long FileBytes { get; init; }
    [JsonPropertyName("password_back")] public bool KeepsPasswordBack { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(EventBody))]
[JsonSerializable(typeof(ParticipantBody))]
[JsonSerializable(typeof(HeadBody))]
[JsonSerializable(typeof(UnattachedFileBody))]
internal sealed partial class TimelineJson : JsonSerializerContext
{
    /// <summary>Text as UTF-8 rather than as \u escapes: bytes for storage, never for a page.</summary>
    public static TimelineJson Lean { get; } = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    });
}
