using System.Diagnostics;
using Azure.Identity;
using ConnectNow.Rollout;

// What azd calls around the deployment of the silos (azure.yaml): `begin` says which colour they get, `finish` takes the others away. Both may be
// called again after they, or azd, have been stopped at any moment.
try
{
    using var stopping = new CancellationTokenSource();
    Console.CancelKeyPress += (_, pressed) =>
    {
        pressed.Cancel = true;
        stopping.Cancel();
    };
    var apps = new SiloApps(Setting("AZURE_SUBSCRIPTION_ID"), Setting("AZURE_RESOURCE_GROUP"),
        new AzureDeveloperCliCredential(AzdLogin.Options(Environment.GetEnvironmentVariable("AZURE_TENANT_ID"))));
    var rollout = new ColourChange(apps, TimeProvider.System, Console.Out);
    switch (args)
    {
        case ["begin"]:
            await RememberAsync("SILO_COLOUR", await rollout.BeginAsync(stopping.Token), stopping.Token);
            return 0;
        case ["finish"]:
            await rollout.FinishAsync(Setting("SILO_COLOUR"), stopping.Token);
            return 0;
        default:
            throw new RolloutException("Say begin or finish.");
    }
}
catch (Exception fault) when (fault is RolloutException or Azure.RequestFailedException or AuthenticationFailedException or OperationCanceledException)
{
    await Console.Error.WriteLineAsync(fault.Message);
    return 1;
}

static string Setting(string name) =>
    Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : throw new RolloutException($"{name} is not set: this is for azd to call.");

// azd reads its environment again after a hook.
static async Task RememberAsync(string name, string value, CancellationToken cancellationToken)
{
    using var azd = Process.Start("azd", ["env", "set", name, value]);
    await azd.WaitForExitAsync(cancellationToken);
    if (azd.ExitCode != 0) throw new RolloutException($"azd env set {name} ended with {azd.ExitCode}.");
}
