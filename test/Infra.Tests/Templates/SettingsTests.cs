using System.Text.RegularExpressions;

namespace ConnectNow.Infra.Tests.Templates;

/// <summary>Every setting that the product reads is set for silos or frontends, or deliberately is not.</summary>
public sealed partial class SettingsTests(CompiledTemplates compiled)
{
    /// <summary>What is left as it is by default, and why.</summary>
    private static readonly Dictionary<string, string> LeftAlone = new()
    {
        ["ClusterId"] = "one cluster on one account",
        ["ServiceId"] = "must never change",
        ["DrainTime"] = "10 s, within the 60 s that a container has",
        ["DataDirectory"] = "set by the image",
        ["Storage:ConnectionString"] = "there are no keys",
        ["Backup:Keep"] = "two weeks, as blobs that were deleted",
        ["DefaultPlan"] = "in appsettings.json, which is in the image",
        ["Plans:{name}"] = "in appsettings.json, which is in the image",
        ["Joining:NewPeopleAtOnce"] = "as decided",
        ["Joining:NewPeopleADay"] = "as decided",
        ["Push:Subject"] = "the public address",
        ["Push:Services"] = "those of the usual browsers",
        ["Push:ReadingTime"] = "as measured",
        ["Push:Interval"] = "as measured",
        ["Limits:{name}"] = "as measured",
        ["Email:…"] = "see the table of mail",
        ["Email:FromName"] = "the domain of Communication Services names the sender",
        ["Email:Smtp:Host"] = "mail goes through Communication Services",
        ["Email:Smtp:Security"] = "mail goes through Communication Services",
        ["Email:Smtp:CaFile"] = "mail goes through Communication Services",
        ["Email:Smtp:Port"] = "mail goes through Communication Services",
        ["Email:Smtp:UserName"] = "mail goes through Communication Services",
        ["Email:AzureCommunication:ConnectionString"] = "there are no keys",
        ["Telemetry:Otlp"] = "telemetry goes to Azure Monitor",
        ["Telemetry:SampleRatio"] = "one trace in twenty",
    };

    [Fact]
    public void Nothing_that_the_code_reads_was_forgotten()
    {
        var set = compiled.SiloTemplate.Settings().Keys.Concat(compiled.WebTemplate.Settings().Keys).Select(name => name.Replace("ConnectNow__", "", StringComparison.Ordinal).Replace("__", ":", StringComparison.Ordinal)).ToHashSet();

        Assert.Equal([], Documented().Where(key => !set.Contains(key) && !LeftAlone.ContainsKey(key)));
    }

    [Fact]
    public void Nothing_is_left_alone_that_is_set_or_unknown()
    {
        var documented = Documented().ToHashSet();
        var set = compiled.SiloTemplate.Settings().Keys.Concat(compiled.WebTemplate.Settings().Keys)
            .Select(name => name.Replace("ConnectNow__", "", StringComparison.Ordinal).Replace("__", ":", StringComparison.Ordinal));

        Assert.Equal([], LeftAlone.Keys.Where(key => !documented.Contains(key)));
        Assert.Equal([], set.Intersect(LeftAlone.Keys));
    }

    [Fact]
    public void Nothing_is_set_that_nobody_reads()
    {
        var documented = Documented().ToHashSet();

        var ours = compiled.SiloTemplate.Settings().Keys.Concat(compiled.WebTemplate.Settings().Keys)
            .Where(name => name.StartsWith("ConnectNow__", StringComparison.Ordinal)).Distinct();

        Assert.Equal([], ours.Where(name => !documented.Contains(name["ConnectNow__".Length..].Replace("__", ":", StringComparison.Ordinal))));
    }

    [Fact]
    public void Silos_advertise_what_leads_to_them_and_listen_in_their_container()
    {
        var silo = Assert.Single(compiled.SiloTemplate.Of("Microsoft.App/containerApps"));
        var settings = compiled.SiloTemplate.Settings();

        Assert.Equal("parameters('address')", settings["ConnectNow__Silo__AdvertisedAddress"]);
        Assert.Equal($"string({silo.At("properties.configuration.ingress.exposedPort")!.Trim('[', ']')})", settings["ConnectNow__Silo__Port"]);
        Assert.Equal($"string({silo.At("properties.configuration.ingress.additionalPortMappings.0.exposedPort")!.Trim('[', ']')})", settings["ConnectNow__Silo__GatewayPort"]);
        Assert.Equal("'0.0.0.0'", settings["ConnectNow__Silo__ListenAddress"]);
        Assert.Equal("string(variables('siloPort'))", settings["ConnectNow__Silo__ListenPort"]);
        Assert.Equal("[variables('siloPort')]", silo.At("properties.configuration.ingress.targetPort"));
        Assert.Equal("string(variables('gatewayPort'))", settings["ConnectNow__Silo__GatewayListenPort"]);
        Assert.Equal("[variables('gatewayPort')]", silo.At("properties.configuration.ingress.additionalPortMappings.0.targetPort"));
        Assert.Equal("'true'", settings["ConnectNow__Silo__AwaitReachable"]);
    }

    [Fact]
    public void Blue_and_green_silos_share_no_port_and_none_that_the_platform_keeps()
    {
        var ports = new Dictionary<string, (int Silo, int Gateway)> { ["blue"] = (11100, 12100), ["green"] = (11200, 12200) };
        Assert.Equal("[if(equals(parameters('colour'), 'blue'), 11100, 11200)]", compiled.SiloTemplate.Templates.First().Template["variables"]!["firstPort"]!.GetValue<string>());
        Assert.Equal("[if(equals(parameters('colour'), 'blue'), 12100, 12200)]", compiled.SiloTemplate.Templates.First().Template["variables"]!["firstGatewayPort"]!.GetValue<string>());

        var all = ports.Values.SelectMany(first => Enumerable.Range(1, compiled.SiloTemplate.Parameters["count"]!["maxValue"]!.GetValue<int>()).SelectMany(number => new[] { first.Silo + number, first.Gateway + number })).ToList();

        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.DoesNotContain(36985, all);
    }

    [Fact]
    public void Both_have_more_time_to_stop_than_they_take() =>
        Assert.All([.. compiled.SiloTemplate.Of("Microsoft.App/containerApps"), .. compiled.WebTemplate.Of("Microsoft.App/containerApps")], app => Assert.True(app.Properties["template"]!["terminationGracePeriodSeconds"]!.GetValue<int>() >= 40));

    [Fact]
    public void A_silo_that_has_not_joined_is_ended_before_it_is_taken_for_one_that_has()
    {
        var silo = Assert.Single(compiled.SiloTemplate.Of("Microsoft.App/containerApps"));
        var probes = silo.Properties["template"]!["containers"]![0]!["probes"]!.AsArray();
        var liveness = probes.Single(probe => probe!["type"]!.GetValue<string>() == "Liveness")!;

        // From when it listens, at the latest; it answers this probe only when it has joined.
        Assert.Equal("/health/live", liveness["httpGet"]!["path"]!.GetValue<string>());
        var ended = TimeSpan.FromSeconds(Number("initialDelaySeconds") + (Number("periodSeconds") * Number("failureThreshold")));
        var ending = TimeSpan.FromSeconds(silo.Properties["template"]!["terminationGracePeriodSeconds"]!.GetValue<int>());
        // A minute more: a container that is started again is not reported so at once.
        Assert.True(Rollout.ColourChange.Joined >= ended + ending + TimeSpan.FromMinutes(1));

        int Number(string name) => liveness[name]!.GetValue<int>();
    }

    [Fact]
    public void Probes_keep_to_what_the_platform_takes()
    {
        var probes = new[] { compiled.SiloTemplate, compiled.WebTemplate }.SelectMany(template => Assert.Single(template.Of("Microsoft.App/containerApps")).Properties["template"]!["containers"]![0]!["probes"]!.AsArray()).ToList();

        Assert.All(probes, probe =>
        {
            Assert.InRange(probe!["initialDelaySeconds"]?.GetValue<int>() ?? 1, 1, 60);
            Assert.InRange(probe["periodSeconds"]!.GetValue<int>(), 1, 240);
            Assert.InRange(probe["failureThreshold"]!.GetValue<int>(), 1, 10);
        });
        Assert.Equal(6, probes.Count);
    }

    [Fact]
    public void A_silo_is_one_process_and_frontends_are_as_many_as_processors_ask_for()
    {
        var silo = Assert.Single(compiled.SiloTemplate.Of("Microsoft.App/containerApps"));
        var web = Assert.Single(compiled.WebTemplate.Of("Microsoft.App/containerApps"));

        Assert.Equal(("1", "1"), (silo.At("properties.template.scale.minReplicas"), silo.At("properties.template.scale.maxReplicas")));
        Assert.Equal(["cpu"], web.Properties["template"]!["scale"]!["rules"]!.AsArray().Select(rule => rule!["custom"]!["type"]!.GetValue<string>()));
        Assert.Equal(2, compiled.WebTemplate.Parameters["minReplicas"]!["minValue"]!.GetValue<int>());
    }

    /// <summary>The keys in the tables of docs/configuration.md, without their root.</summary>
    private static IEnumerable<string> Documented() =>
        File.ReadLines(Repository.PathOf("docs/configuration.md"))
            .Where(line => line.StartsWith("| `ConnectNow:", StringComparison.Ordinal))
            .SelectMany(line => Key().Matches(line.Split('|')[1]).Select(match => match.Groups[1].Value))
            .Append("Limits:{name}");

    [GeneratedRegex(@"`ConnectNow:([^`]+)`")]
    private static partial Regex Key();
}
