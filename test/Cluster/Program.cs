using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;

namespace ConnectNow.Cluster;

/// <summary>A cluster on this machine, until Ctrl+C.</summary>
internal static class Program
{
    private const int FirstPort = 5081;

    public static async Task<int> Main(string[] args)
    {
        var configuration = new ConfigurationBuilder().AddCommandLine(args).Build();
        var options = new ClusterOptions
        {
            Silos = configuration.GetValue("silos", 2),
            Frontends = configuration.GetValue("frontends", 2),
            FrontendPorts = [.. Enumerable.Range(configuration.GetValue("port", FirstPort), configuration.GetValue("frontends", 2))],
            Said = (name, line) => Console.WriteLine($"[{name}] {line}"),
        };
        var stop = new TaskCompletionSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        try
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Starting Azurite, {options.Silos} silos and {options.Frontends} frontends …"));
            await using var cluster = await LocalCluster.StartAsync(options);
            await GreetAsync(cluster);
            await stop.Task;
            Console.WriteLine("Stopping …");
            await cluster.StopAsync();
            return 0;
        }
        catch (Exception fault) when (fault is ProcessEndedException or TimeoutException)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 1;
        }

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.TrySetResult();
        }
    }

    private static async Task GreetAsync(LocalCluster cluster)
    {
        var first = await cluster.FirstRunAsync();
        foreach (var silo in cluster.Silos) Console.WriteLine($"{silo.Name}      {new Uri(silo.Address, "/health/ready")}");
        foreach (var frontend in cluster.Frontends) Console.WriteLine($"{frontend.Name}  {frontend.Address}");
        Console.WriteLine($"Join the first chat:  {new Uri(cluster.Frontends[0].Address, first.ChatUrl.PathAndQuery + first.ChatUrl.Fragment)}");
        Console.WriteLine($"API token:            {first.ApiToken}");
        Console.WriteLine("Ctrl+C stops everything.");
    }
}
