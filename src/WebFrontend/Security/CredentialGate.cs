using System.Collections.Concurrent;
using ConnectNow.Sealing;

namespace ConnectNow.WebFrontend.Security;

/// <summary>
/// Stands between what a request says it holds and the grains: asking whether a credential is good activates the grain it names, and reads
/// storage. A credential that this deployment has sealed may be asked about; one without a seal is either from before there were seals, or
/// made up, and is asked about within a budget.
/// </summary>
internal sealed class CredentialGate(Seal seal, TimeProvider time) : IDisposable
{
    private const int UnsealedPerSecond = 20;
    private const int UnsealedAtOnce = 400;
    private const int UnsealedOfAllPerSecond = 200;
    private const int UnsealedOfAllAtOnce = 4_000;
    private const int Remembered = 20_000;

    private readonly Budgets _ofNetwork = new(UnsealedPerSecond, UnsealedAtOnce, time);
    private readonly Budgets _ofAll = new(UnsealedOfAllPerSecond, UnsealedOfAllAtOnce, time);

    /// <summary>Credentials without a seal that were good: programs use one for years.</summary>
    private readonly ConcurrentDictionary<string, bool> _good = new();

    /// <summary>Whether the secret bears a seal. Returns when its owner may be asked.</summary>
    /// <exception cref="CredentialBudgetException">It bears none, and there were too many of those.</exception>
    public async Task<bool> PassAsync(HttpContext http, string owner, string secret)
    {
        if (await seal.IsOn(owner, secret)) return true;
        if (_good.ContainsKey(KeyOf(owner, secret))) return false;
        var wait = _ofNetwork.Spend(ClientAddress.NetworkOf(http)) ?? _ofAll.Spend("");
        return wait is { } tooFast ? throw new CredentialBudgetException(tooFast) : false;
    }

    /// <summary>The secret, which bears no seal, was good: it passes from now on.</summary>
    public void Remember(string owner, string secret)
    {
        if (_good.Count >= Remembered) _good.Clear();
        _good[KeyOf(owner, secret)] = true;
    }

    /// <inheritdoc cref="Seal.NameOf"/>
    public Task<string> NameOfAsync(string kind, string personal) => seal.NameOf(kind, personal);

    public Task<string> NewSecretAsync(string owner) => seal.NewSecret(owner);

    public void Dispose()
    {
        _ofNetwork.Dispose();
        _ofAll.Dispose();
    }

    private static string KeyOf(string owner, string secret) => Secrets.Hash($"{owner} {secret}");
}

/// <summary>Nobody can say now whether a credential is good: it was not refused.</summary>
internal sealed class CredentialBudgetException(TimeSpan wait) : Exception("Too many credentials that this service has not sealed.")
{
    public TimeSpan Wait => wait;
}
