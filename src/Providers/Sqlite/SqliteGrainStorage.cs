using System.Globalization;
using ConnectNow.Grains;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace ConnectNow.Providers.Sqlite;

/// <summary>
/// Grain state in the same file and through the same writer as the timelines. State that <see cref="IExpires"/> is removed when it has.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>A write or a clear whose ETag is not the stored one (or that has none where a row is, or one where none is) throws
/// <see cref="InconsistentStateException"/> and changes nothing.</item>
/// <item>When a write or a clear returns it is durable.</item>
/// <item>No ETag is ever given twice, so that one from before a clear fits nothing after it.</item>
/// <item>A state whose expiry has passed may still be read until the next sweep; the grain judges.</item>
/// </list>
/// </remarks>
public sealed class SqliteGrainStorage(
    SqliteDatabase database, IGrainStorageSerializer serializer, IActivatorProvider activators) : IGrainStorage
{
    /// <summary>How the body is written. A later format gets the next number, and this one stays readable.</summary>
    private const long Format = 1;

    private const string Select = "SELECT etag, format, body FROM grain_state WHERE grain_id = ?1 AND state_name = ?2";
    private const string SelectETag = "SELECT etag FROM grain_state WHERE grain_id = ?1 AND state_name = ?2";
    private const string Delete = "DELETE FROM grain_state WHERE grain_id = ?1 AND state_name = ?2";

    private const string Put =
        "INSERT INTO grain_state (grain_id, state_name, format, etag, expires_at, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
        + "ON CONFLICT (grain_id, state_name) DO UPDATE SET "
        + "format = excluded.format, etag = excluded.etag, expires_at = excluded.expires_at, body = excluded.body";

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var row = new GrainStateKey(grainId, stateName);
        if (await database.Readers.RunAsync(session => Read(session, row), cancellationToken).ConfigureAwait(false) is not { } stored)
        {
            Empty(grainState);
            return;
        }

        if (stored.Format > Format)
            throw new NotSupportedException($"State {stateName} of {grainId} has format {stored.Format}; this program knows {Format}.");

        grainState.State = serializer.Deserialize<T>(new BinaryData(stored.Body)) ?? activators.GetActivator<T>().Create();
        grainState.ETag = Text(stored.ETag);
        grainState.RecordExists = true;
    }

    public async Task WriteStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var row = new GrainStateKey(grainId, stateName);
        var body = serializer.Serialize(grainState.State).ToMemory();
        var expires = (grainState.State as IExpires)?.ExpiresAt?.ToUnixTimeMilliseconds();
        var etag = Random.Shared.NextInt64(1, long.MaxValue);
        await ChangeAsync(
            row,
            grainState.ETag,
            session => row.Bind(session.Prepare(Put)).Bind(3, Format).Bind(4, etag).Bind(5, expires).Bind(6, body).Execute(),
            cancellationToken).ConfigureAwait(false);
        grainState.ETag = Text(etag);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        var row = new GrainStateKey(grainId, stateName);
        await ChangeAsync(row, grainState.ETag, session => row.Bind(session.Prepare(Delete)).Execute(), cancellationToken)
            .ConfigureAwait(false);
        Empty(grainState);
    }

    /// <summary>Makes the change if the stored ETag is the expected one, judged and changed in one transaction.</summary>
    private async Task ChangeAsync(
        GrainStateKey row, string? expected, Action<SqliteSession> change, CancellationToken cancellationToken)
    {
        var (matches, stored) = await database.Writer.RunAsync(1, Apply, cancellationToken).ConfigureAwait(false);
        if (!matches)
            throw new InconsistentStateException($"State {row.StateName} of {row.GrainId} was written by another process.", stored, expected);

        (bool Matches, string? Stored) Apply(SqliteSession session)
        {
            var current = row.Bind(session.Prepare(SelectETag)).First() is { } etag ? Text(etag) : null;
            if (current != expected)
                return (false, current);

            change(session);
            return (true, current);
        }
    }

    private static StoredState? Read(SqliteSession session, GrainStateKey row)
    {
        var statement = row.Bind(session.Prepare(Select));
        if (!statement.Step())
            return null;

        var stored = new StoredState(statement.Int64(0), statement.Int64(1), statement.Bytes(2));
        statement.Reset();
        return stored;
    }

    private void Empty<T>(IGrainState<T> grainState)
    {
        grainState.State = activators.GetActivator<T>().Create();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private static string Text(long etag) => etag.ToString(CultureInfo.InvariantCulture);

    private sealed record StoredState(long ETag, long Format, byte[] Body);

    private readonly record struct GrainStateKey(GrainId GrainId, string StateName)
    {
        /// <summary>The first two parameters of every statement here.</summary>
        public SqliteStatement Bind(SqliteStatement statement) => statement.Bind(1, GrainId.ToString()).Bind(2, StateName);
    }
}
