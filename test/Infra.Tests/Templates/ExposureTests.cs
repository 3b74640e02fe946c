namespace ConnectNow.Infra.Tests.Templates;

public sealed class ExposureTests(CompiledTemplates compiled)
{
    [Fact]
    public void Storage_takes_no_key_no_stranger_and_nothing_older_than_tls_1_2()
    {
        var account = Assert.Single(compiled.MainTemplate.Of("Microsoft.Storage/storageAccounts"));

        Assert.Equal("false", account.At("properties.allowSharedKeyAccess"));
        Assert.Equal("false", account.At("properties.allowBlobPublicAccess"));
        Assert.Equal("false", account.At("properties.allowCrossTenantReplication"));
        Assert.Equal("true", account.At("properties.supportsHttpsTrafficOnly"));
        Assert.Equal("TLS1_2", account.At("properties.minimumTlsVersion"));
        Assert.Equal("Deny", account.At("properties.networkAcls.defaultAction"));
        Assert.Equal("None", account.At("properties.networkAcls.bypass"));
        Assert.Equal("[if(empty(parameters('operatorAddress')), 'Disabled', 'Enabled')]", account.At("properties.publicNetworkAccess"));
        Assert.Equal("", compiled.MainTemplate.Parameters["operatorAddress"]!["defaultValue"]!.GetValue<string>());
    }

    [Fact]
    public void The_private_network_reaches_the_two_services_of_storage_that_are_used()
    {
        var endpoint = Assert.Single(compiled.MainTemplate.Of("Microsoft.Network/privateEndpoints"));

        Assert.Equal("[length(createArray('blob', 'table'))]", endpoint.At("copy.count"));
        Assert.Single(compiled.MainTemplate.Of("Microsoft.Network/privateEndpoints/privateDnsZoneGroups"));
        Assert.Single(compiled.MainTemplate.Of("Microsoft.Network/privateDnsZones/virtualNetworkLinks"));
    }

    [Fact]
    public void No_container_is_public() =>
        Assert.All(compiled.MainTemplate.Of("Microsoft.Storage/storageAccounts/blobServices/containers"), container => Assert.Equal("None", container.At("properties.publicAccess")));

    [Fact]
    public void What_has_keys_takes_none()
    {
        Assert.Equal("false", Assert.Single(compiled.MainTemplate.Of("Microsoft.ContainerRegistry/registries")).At("properties.adminUserEnabled"));
        Assert.Equal("true", Assert.Single(compiled.MainTemplate.Of("Microsoft.Communication/communicationServices")).At("properties.disableLocalAuth"));
        Assert.Equal("true", Assert.Single(compiled.MainTemplate.Of("Microsoft.Insights/components")).At("properties.DisableLocalAuth"));
        Assert.Equal("true", Assert.Single(compiled.MainTemplate.Of("Microsoft.OperationalInsights/workspaces")).At("properties.features.disableLocalAuth"));
    }

    [Fact]
    public void Nothing_asks_the_platform_for_a_key() =>
        Assert.All([compiled.Main, compiled.Silo, compiled.Web], built => Assert.DoesNotMatch(@"\blist(Keys|Credentials|Secrets|AccountSas|ServiceSas)?\(", built.Output));

    [Fact]
    public void Silos_live_where_nothing_public_leads()
    {
        var silos = Assert.Single(compiled.MainTemplate.Of("Microsoft.App/managedEnvironments"), environment => environment.At("name") == "[parameters('siloEnvironmentName')]");
        var app = Assert.Single(compiled.SiloTemplate.Of("Microsoft.App/containerApps"));

        Assert.Equal("true", silos.At("properties.vnetConfiguration.internal"));
        Assert.Equal("Disabled", silos.At("properties.publicNetworkAccess"));
        Assert.Equal("[parameters('managedEnvironmentId')]", app.At("properties.managedEnvironmentId"));
        Assert.Equal("/silos", compiled.SiloParameters["managedEnvironmentId"]!["value"]!.GetValue<string>());
        Assert.Contains("parameters('siloEnvironmentName')", OutputOf("siloEnvironmentId"), StringComparison.Ordinal);
        Assert.Matches(@"parameters\('siloEnvironmentName'\).*\.staticIp", OutputOf("siloAddress"));

        string OutputOf(string name) => compiled.MainTemplate.Templates.Single(module => module.Name == "environments").Template["outputs"]![name]!["value"]!.GetValue<string>();
    }

    [Fact]
    public void Frontends_reach_gateways_and_no_silo_port()
    {
        var rules = Assert.Single(compiled.MainTemplate.Of("Microsoft.Network/networkSecurityGroups"), group => group.At("name") == "[format('{0}silo', parameters('securityGroupPrefix'))]").Properties["securityRules"]!.AsArray();

        var inbound = rules.Select(rule => (Name: rule!["name"]!.GetValue<string>(), Access: rule["properties"]!["access"]!.GetValue<string>())).ToList();
        Assert.Equal([("SilosReachSilos", "Allow"), ("FrontendsReachGateways", "Allow"), ("LoadBalancerProbes", "Allow"), ("NobodyElse", "Deny"), ("NobodyFromOutside", "Deny")], inbound);
        var ports = rules[1]!["properties"]!["destinationPortRanges"]!.ToJsonString();
        Assert.Contains("gatewayPorts", ports, StringComparison.Ordinal);
        Assert.DoesNotContain("11111", ports, StringComparison.Ordinal);
    }

    [Fact]
    public void Browsers_come_over_tls_to_any_frontend_and_may_keep_a_websocket()
    {
        var app = Assert.Single(compiled.WebTemplate.Of("Microsoft.App/containerApps"));

        Assert.Equal("true", app.At("properties.configuration.ingress.external"));
        Assert.Equal("false", app.At("properties.configuration.ingress.allowInsecure"));
        Assert.Equal("auto", app.At("properties.configuration.ingress.transport"));
        Assert.Equal("none", app.At("properties.configuration.ingress.stickySessions.affinity"));
    }

    [Fact]
    public void A_domain_of_ones_own_gets_a_certificate_by_itself() =>
        Assert.Contains("createObject('name', parameters('domain'), 'bindingType', 'Auto')", Assert.Single(compiled.WebTemplate.Of("Microsoft.App/containerApps")).At("properties.configuration.ingress.customDomains"), StringComparison.Ordinal);

    [Fact]
    public void Secrets_are_secure_parameters_and_never_come_out()
    {
        foreach (var template in new[] { compiled.SiloTemplate, compiled.WebTemplate })
        {
            Assert.Equal("securestring", template.Parameters["operatorToken"]!["type"]!.GetValue<string>());
            Assert.DoesNotContain("operatorToken", template.Outputs.ToJsonString(), StringComparison.Ordinal);
        }

        Assert.All(
            compiled.MainTemplate.Templates.SelectMany(module => (module.Template["outputs"]?.AsObject() ?? []).Select(output => output.Value!)),
            output => Assert.DoesNotMatch("(?i)key\\(|secret|password|token'", output["value"]!.ToJsonString()));
    }
}
