using ConnectNow.Rollout;

namespace ConnectNow.Infra.Tests.Deploying;

/// <summary>Silos that a test makes and watches: what was asked of them, in order. The colour is the name's first word.</summary>
internal sealed class SiloPark : ISiloApps
{
    private readonly Dictionary<string, (SiloApp App, Func<SiloState> State)> _silos = [];

    public List<string> Deleted { get; } = [];

    /// <summary>How many silos of another colour there were when one was deleted: the fewest.</summary>
    public int FewestOthers { get; private set; } = int.MaxValue;

    public SiloPark Add(string name, int createdMinute, Func<SiloState>? state = null, int? meant = null)
    {
        var app = new SiloApp(name, name.Split('-')[0], DateTimeOffset.UnixEpoch.AddMinutes(createdMinute), "revision", meant);
        _silos[name] = (app, state ?? (() => new SiloState($"{name}-replica", true, 0)));
        return this;
    }

    public Task<IReadOnlyList<SiloApp>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SiloApp>>([.. _silos.Values.Select(silo => silo.App)]);

    public Task<SiloState> StateOfAsync(SiloApp app, CancellationToken cancellationToken) => Task.FromResult(_silos[app.Name].State());

    public Task DeleteAsync(SiloApp app, CancellationToken cancellationToken)
    {
        FewestOthers = Math.Min(FewestOthers, _silos.Values.Count(silo => silo.App.Colour != app.Colour));
        _silos.Remove(app.Name);
        Deleted.Add(app.Name);
        return Task.CompletedTask;
    }
}
