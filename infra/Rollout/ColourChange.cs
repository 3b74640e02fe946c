namespace ConnectNow.Rollout;

/// <summary>
/// Replaces silos by those of another build: the new ones are made beside the old ones, under names and ports of the other colour, and only when all
/// of them have joined do the old ones go, one after the other, each with the time to hand over its chats. Whatever is interrupted is
/// brought to its end, or undone, by the next <see cref="BeginAsync"/>.
/// </summary>
public sealed class ColourChange(ISiloApps apps, TimeProvider time, TextWriter says)
{
    /// <summary>
    /// A silo that has run for so long, and was not started again meanwhile, has joined: one that has not is ended by its liveness probe (silo.bicep)
    /// after 60 s and ten tries of 10 s, may take 60 s to end, and as long to be reported as started again.
    /// </summary>
    public static readonly TimeSpan Joined = TimeSpan.FromSeconds(300);

    /// <summary>For silos of a change that was interrupted: they have had their time, and somebody waits for the next change.</summary>
    public static readonly TimeSpan SecondLook = Joined + TimeSpan.FromSeconds(60);

    /// <summary>What takes longer has gone wrong.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(20);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>For the others to take over the chats of one that has gone, before the next one goes.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    /// <summary>The colour for the silos that are to be made: one that no silo has.</summary>
    public async Task<string> BeginAsync(CancellationToken cancellationToken)
    {
        var colours = Colours(await apps.ListAsync(cancellationToken));
        if (colours is [var older, var newer])
        {
            says.WriteLine("The last change of silos did not get to its end.");
            if (IsWhole(newer) && await HaveJoinedAsync(newer, SecondLook, giveUpOnRestart: true, cancellationToken))
            {
                await RemoveAsync(older, cancellationToken);
                colours = [newer];
            }
            else
            {
                says.WriteLine($"The {ColourOf(newer)} silos are not all there, or have not all joined: they go, and the {ColourOf(older)} ones stay.");
                await RemoveAsync(newer, cancellationToken);
                colours = [older];
            }
        }

        var colour = colours is [var there] && ColourOf(there) == "blue" ? "green" : "blue";
        says.WriteLine($"The new silos are {colour}.");
        return colour;
    }

    /// <summary>Waits until all silos of this colour have joined, then removes the others, if there are any.</summary>
    /// <exception cref="RolloutException">They were not all made, or did not join. The others are left alone.</exception>
    public async Task FinishAsync(string colour, CancellationToken cancellationToken)
    {
        var all = await apps.ListAsync(cancellationToken);
        var others = all.Where(app => app.Colour != colour).OrderBy(app => app.Name, StringComparer.Ordinal).ToList();
        var own = all.Where(app => app.Colour == colour).ToList();
        if (own.Count == 0) throw new RolloutException($"There is no {colour} silo; the others are left alone.");
        if (!IsWhole(own)) throw new RolloutException($"Of {Meant(own)} {colour} silos {own.Count} were made; the others are left alone. Run azd up again.");
        says.WriteLine($"Waiting until {own.Count} {colour} silos have joined: at least {Joined.TotalMinutes:0} minutes.");
        if (!await HaveJoinedAsync(own, Timeout, giveUpOnRestart: false, cancellationToken))
        {
            throw new RolloutException($"The {colour} silos have not all joined within {Timeout.TotalMinutes:0} minutes; the others are left alone. Why is in the logs of {string.Join(", ", own.Select(app => app.Name))}.");
        }

        await RemoveAsync(others, cancellationToken);
    }

    // Older ones first.
    private static List<List<SiloApp>> Colours(IReadOnlyList<SiloApp> all) =>
        [.. all.GroupBy(app => app.Colour).Select(group => group.OrderBy(app => app.Name, StringComparer.Ordinal).ToList()).OrderBy(group => group.Min(app => app.CreatedAt))];

    // Silos that a deployment meant to make and did not, for a quota say, must not cost those that are there.
    private static bool IsWhole(List<SiloApp> silos) => silos.Count >= Meant(silos);

    private static int Meant(List<SiloApp> silos) => silos.Max(app => app.Meant) ?? 0;

    private static string ColourOf(List<SiloApp> silos) => silos[0].Colour;

    private async Task<bool> HaveJoinedAsync(List<SiloApp> silos, TimeSpan timeout, bool giveUpOnRestart, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var seen = new Dictionary<string, (SiloState State, long Since)>();
        while (time.GetElapsedTime(began) < timeout)
        {
            var joined = 0;
            foreach (var silo in silos)
            {
                var state = await apps.StateOfAsync(silo, cancellationToken);
                var isKnown = seen.TryGetValue(silo.Name, out var known);
                if (giveUpOnRestart && isKnown && state.Replica == known.State.Replica && state.Restarts > known.State.Restarts) return false;
                if (!isKnown || known.State != state) seen[silo.Name] = known = (state, time.GetTimestamp());
                if (state.IsReady && time.GetElapsedTime(known.Since) >= Joined) joined++;
            }

            if (joined == silos.Count) return true;
            await Task.Delay(Pause, time, cancellationToken);
        }

        return false;
    }

    private async Task RemoveAsync(List<SiloApp> silos, CancellationToken cancellationToken)
    {
        foreach (var silo in silos)
        {
            says.WriteLine($"{silo.Name} hands over its chats and goes.");
            await apps.DeleteAsync(silo, cancellationToken);
            await GoneAsync(silo, cancellationToken);
            await Task.Delay(Settling, time, cancellationToken);
        }
    }

    private async Task GoneAsync(SiloApp silo, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while ((await apps.ListAsync(cancellationToken)).Any(app => app.Name == silo.Name))
        {
            if (time.GetElapsedTime(began) >= Timeout) throw new RolloutException($"{silo.Name} has not gone within {Timeout.TotalMinutes:0} minutes.");
            await Task.Delay(Pause, time, cancellationToken);
        }
    }
}
