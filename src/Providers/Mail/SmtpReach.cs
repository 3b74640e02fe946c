namespace ConnectNow.Providers.Mail;

/// <summary>
/// Remembers whether a mail server takes addresses with letters beyond ASCII before the @, and asks it when that is not known.
/// </summary>
internal sealed class SmtpReach(TimeProvider time)
{
    /// <summary>How long what the server has said is believed.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    /// <summary>How long a server that could not be asked is not asked again.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>How long a person who gives an address may wait for the server to be asked.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private bool? _known;
    private DateTimeOffset _goodUntil;
    private Task<bool?>? _asking;

    /// <summary>The server has said so itself.</summary>
    public void Learn(bool knowsAllLetters)
    {
        lock (_lock) (_known, _goodUntil) = (knowsAllLetters, time.GetUtcNow() + Memory);
    }

    /// <summary>Null when it can't be found out. However many ask, the server is asked once.</summary>
    public Task<bool?> KnowsAllLettersAsync(Func<CancellationToken, Task<bool?>> ask, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_goodUntil > time.GetUtcNow()) return Task.FromResult(_known);
            if (_asking is null or { IsCompleted: true }) _asking = AskAsync(ask);
            return _asking.WaitAsync(cancellationToken);
        }
    }

    private async Task<bool?> AskAsync(Func<CancellationToken, Task<bool?>> ask)
    {
        // Not under the lock of the first caller.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var timeout = new CancellationTokenSource(Timeout, time);
        var said = await ask(timeout.Token).ConfigureAwait(false);
        // A server that greeted has been heard already.
        if (said is null) { lock (_lock) (_known, _goodUntil) = (null, time.GetUtcNow() + Silence); }
        return said;
    }
}
