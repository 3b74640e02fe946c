using ConnectNow.Infra.Tests.Deploying;

namespace ConnectNow.Infra.Tests.Templates;

/// <summary>
/// What Azure asks of a deployment beyond what its compiler knows, each learnt from its documentation or from reports of others.
/// </summary>
public sealed class PlatformTests(CompiledTemplates compiled)
{
    // bindingType Auto binds a certificate that is there, and makes none.
    [Fact]
    public void A_name_of_ones_own_has_a_certificate_made_after_the_app_answers_to_it()
    {
        var certificate = Assert.Single(compiled.WebTemplate.Of("Microsoft.App/managedEnvironments/managedCertificates"));

        Assert.Equal("[not(empty(parameters('domain')))]", certificate.At("condition"));
        Assert.Equal("[parameters('domain')]", certificate.At("properties.subjectName"));
        Assert.Equal("[if(parameters('domainIsApex'), 'HTTP', 'CNAME')]", certificate.At("properties.domainControlValidation"));
        Assert.Contains("web", certificate.Node["dependsOn"]!.AsArray().Select(node => node!.GetValue<string>()));
        Assert.Contains("'bindingType', 'Auto'", Assert.Single(compiled.WebTemplate.Of("Microsoft.App/containerApps")).At("properties.configuration.ingress.customDomains")!, StringComparison.Ordinal);
    }

    // Azure refuses sender names of a domain that has the limits it began with.
    [Fact]
    public void A_domain_of_ones_own_sends_from_the_name_that_exists_by_itself_until_another_is_asked_for()
    {
        var sender = Assert.Single(compiled.MainTemplate.Of("Microsoft.Communication/emailServices/domains/senderUsernames"));

        Assert.Equal("[variables('hasOwnSender')]", sender.At("condition"));
        Assert.Equal("[and(variables('usesOwnDomain'), not(equals(toLower(parameters('sender')), 'donotreply')))]", sender.Template["variables"]!["hasOwnSender"]!.GetValue<string>());
        Assert.Equal("DoNotReply", compiled.MainTemplate.Parameters["mailSender"]!["defaultValue"]!.GetValue<string>());
    }

    [Fact]
    public void The_name_of_the_role_is_unique_in_a_tenant_with_several_subscriptions() =>
        Assert.Contains("uniqueString(resourceGroup().id)", Assert.Single(compiled.MainTemplate.Of("Microsoft.Authorization/roleDefinitions")).At("properties.roleName")!, StringComparison.Ordinal);

    [Fact]
    public void Silos_are_made_a_few_at_a_time_and_each_says_how_many_there_are_to_be()
    {
        var silos = Assert.Single(compiled.SiloTemplate.Of("Microsoft.App/containerApps"));

        Assert.Equal(("serial", "3"), (silos.At("copy.mode"), silos.At("copy.batchSize")));
        Assert.Equal("[string(parameters('count'))]", silos.At("tags.connectnow-silos"));
    }

    // All silos are behind one address: five seconds in which it does not answer must not look like the death of all of them.
    [Fact]
    public void Silos_take_one_another_for_dead_later_than_a_hiccup_of_the_platform_lasts()
    {
        var settings = compiled.SiloTemplate.Settings();

        Assert.True(int.Parse(settings["ConnectNow__Silo__ProbeSeconds"].Trim('\''), null) * int.Parse(settings["ConnectNow__Silo__MissedProbes"].Trim('\''), null) >= 10);
    }

    [Fact]
    public void The_platform_mends_itself_when_few_people_talk() =>
        Assert.Equal(["Sunday", "Sunday"], compiled.MainTemplate.Of("Microsoft.App/managedEnvironments/maintenanceConfigurations").Select(plan => plan.At("properties.scheduledEntries.0.weekDay")));

    // azd writes every output into the user secrets of both projects, and a program started on the operator's machine reads them.
    [Fact]
    public void No_output_has_the_name_of_a_setting_that_our_programs_read()
    {
        Assert.DoesNotContain("APPLICATIONINSIGHTS_CONNECTION_STRING", compiled.MainTemplate.Outputs.Select(output => output.Key));
        Assert.DoesNotContain(compiled.MainTemplate.Outputs, output => output.Key.StartsWith("ConnectNow", StringComparison.OrdinalIgnoreCase));
    }

    // .NET keeps what memory it once had: a rule on it makes replicas and hardly takes one away again.
    [Fact]
    public void Frontends_do_not_follow_memory() =>
        Assert.DoesNotContain("memory", Assert.Single(compiled.WebTemplate.Of("Microsoft.App/containerApps")).Properties["template"]!["scale"]!["rules"]!.AsArray().Select(rule => rule!["name"]!.GetValue<string>()));

    // Alerts are there some fifteen minutes before the first silo.
    [Theory, InlineData("no-silo"), InlineData("no-frontend"), InlineData("ingestion-missing"), InlineData("no-backup")]
    public void A_new_service_is_not_mourned_before_it_has_lived(string name)
    {
        var variables = Assert.Single(compiled.MainTemplate.Of("Microsoft.Insights/scheduledQueryRules")).Template["variables"]!;
        var alert = variables["alerts"]!.AsArray().Single(alert => alert!["name"]!.GetValue<string>() == name)!;

        Assert.Contains("Oldest = min(TimeGenerated)", alert["query"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("Oldest < ago(", alert["query"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains(name, variables["lookingBack"]!.AsArray().Select(node => node!.GetValue<string>()));
    }

    [Fact]
    public void Only_what_stops_everybody_is_looked_for_every_five_minutes() =>
        Assert.Contains("'PT5M', 'PT15M'", Assert.Single(compiled.MainTemplate.Of("Microsoft.Insights/scheduledQueryRules")).At("properties.evaluationFrequency")!, StringComparison.Ordinal);

    // What docs/azure.md says to do for one silo more: the deployment of azd once more, without a build.
    [Fact]
    public void A_silo_more_is_the_same_deployment_with_the_image_and_the_colour_that_are_there()
    {
        Assert.Equal(CompiledTemplates.Known["SERVICE_SILO_IMAGE_NAME"], compiled.SiloParameters["image"]!["value"]!.GetValue<string>());
        Assert.Equal(CompiledTemplates.Known["SILO_COLOUR"], compiled.SiloParameters["colour"]!["value"]!.GetValue<string>());
        Assert.Contains("az deployment group create --resource-group \"$AZURE_RESOURCE_GROUP\" --template-file infra/silo.bicep --parameters infra/silo.bicepparam", File.ReadAllText(Repository.PathOf("docs/azure.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_documents_deploy_one_service_at_a_time() =>
        Assert.All(
            Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories).SelectMany(file => File.ReadLines(file)),
            line => Assert.DoesNotMatch(@"&& azd deploy(?! (?:silo|web))|`azd deploy`(?! without a name)", line));

    [Fact]
    public void The_documents_ask_for_the_azd_that_is_required() =>
        Assert.Contains($"azd](https://aka.ms/azd) {AzureYamlTests.LeastAzd} or newer", File.ReadAllText(Repository.PathOf("docs/azure.md")), StringComparison.Ordinal);
}
