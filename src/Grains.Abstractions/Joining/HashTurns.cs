using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace ConnectNow.Joining;

/// <summary>
/// Takes turns at slow hashes: each costs a core some 100 ms, and callers who may ask for many must not take the whole machine. Half of the
/// cores work on them, and few may wait: people who join in one line, new passwords in another, each in turn.
/// </summary>
/// <param name="atOnce">Hashes computed at the same time.</param>
/// <param name="checks">Checks that may wait.</param>
/// <param name="makings">New hashes that may wait.</param>
public sealed class HashTurns(int atOnce, int checks = 100, int makings = 16)
{
    private const int MostRemembered = 1_000;

    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _checks = new();
    private readonly Queue<TaskCompletionSource> _makings = new();
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, byte[]> _right = new();
    private readonly Dictionary<(string Hash, string Password), Task<bool?>> _underWay = [];
    private int _working;
    private bool _makingsFirst;

    /// <summary>Those of this process.</summary>
    public static HashTurns OfProcess { get; } = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Hashes computed at this moment.</summary>
    public int Working => Volatile.Read(ref _working);

    /// <summary>
    /// Whether it is the password; null when too many wait. Without a hash it is wrong, after the same time. Many who type the same at once
    /// are one check, and what was right a moment ago costs nothing.
    /// </summary>
    public async Task<bool?> VerifyAsync(string password, string? hash)
    {
        ArgumentNullException.ThrowIfNull(password);
        if (hash is not null && PasswordHash.IsGenerated(hash))
        {
            if (PasswordHash.Verify(password, hash)) return true;
            // A wrong one takes as long as in any other chat: nobody learns what kind of password there is, or whether there is a chat.
            hash = null;
        }

        var name = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(password));
        if (hash is not null && _right.TryGetValue(hash, out var known) && CryptographicOperations.FixedTimeEquals(known, name)) return true;
        var check = (hash ?? PasswordHash.OfNothing, Convert.ToHexString(name));
        Task<bool?>? checking;
        lock (_gate)
        {
            if (!_underWay.TryGetValue(check, out checking)) _underWay[check] = checking = CheckAsync(password, check);
        }

        var right = await checking;
        if (right is true && hash is not null)
        {
            if (_right.Count >= MostRemembered) _right.Clear();
            _right[hash] = name;
        }

        return hash is null && right is true ? false : right;
    }

    /// <summary>The hash of a new password; null when too many wait.</summary>
    public async Task<string?> CreateAsync(string password) => await TakeTurnAsync(_makings, makings, () => PasswordHash.Create(password));

    private async Task<bool?> CheckAsync(string password, (string Hash, string Password) check)
    {
        // A caller that asks for the same in the meantime must find this task, which ends only later.
        await Task.Yield();
        try
        {
            return await TakeTurnAsync<bool?>(_checks, checks, () => PasswordHash.Verify(password, check.Hash));
        }
        finally
        {
            lock (_gate) _underWay.Remove(check);
        }
    }

    private async Task<T?> TakeTurnAsync<T>(Queue<TaskCompletionSource> line, int most, Func<T> work)
    {
        TaskCompletionSource? turn = null;
        lock (_gate)
        {
            if (_working < atOnce) _working++;
            else if (line.Count >= most) return default;
            else line.Enqueue(turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        if (turn is not null) await turn.Task;
        try
        {
            return await Task.Run(work);
        }
        finally
        {
            lock (_gate)
            {
                _makingsFirst = !_makingsFirst;
                var (first, second) = _makingsFirst ? (_makings, _checks) : (_checks, _makings);
                if (first.TryDequeue(out var next) || second.TryDequeue(out next)) next.SetResult();
                else _working--;
            }
        }
    }
}
