namespace ConnectNow.Infra.Tests.Templates;

public sealed class KeepingTests(CompiledTemplates compiled)
{
    [Fact]
    public void Blobs_that_were_deleted_or_overwritten_can_be_had_back()
    {
        var blobs = Assert.Single(compiled.MainTemplate.Of("Microsoft.Storage/storageAccounts/blobServices"));

        Assert.Equal("true", blobs.At("properties.deleteRetentionPolicy.enabled"));
        Assert.Equal("true", blobs.At("properties.containerDeleteRetentionPolicy.enabled"));
        Assert.Equal("true", blobs.At("properties.isVersioningEnabled"));
        Assert.Equal("true", blobs.At("properties.changeFeed.enabled"));
        Assert.Equal("true", blobs.At("properties.restorePolicy.enabled"));
    }

    [Fact]
    public void Earlier_versions_are_forgotten_after_a_while()
    {
        var policy = Assert.Single(compiled.MainTemplate.Of("Microsoft.Storage/storageAccounts/managementPolicies"));

        Assert.Equal("[variables('daysToRegret')]", policy.At("properties.policy.rules.0.definition.actions.version.delete.daysAfterCreationGreaterThan"));
    }

    [Fact]
    public void Everything_the_code_keeps_is_there_before_it_starts()
    {
        Assert.Equal(["ConnectNowTimeline", "OrleansSiloInstances"], NamesOf("Microsoft.Storage/storageAccounts/tableServices/tables"));
        Assert.Equal(["backups", "files", "grainstate", "keys", "operator"], NamesOf("Microsoft.Storage/storageAccounts/blobServices/containers"));

        IEnumerable<string> NamesOf(string type) => compiled.MainTemplate.Of(type).Select(kept => kept.At("name")!.Split('\'')[^2]).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void All_chats_are_saved_every_night_as_a_silo_would_read_them()
    {
        var job = Assert.Single(compiled.SiloTemplate.Of("Microsoft.App/jobs"));

        // One name, whichever colour the silos have, and not one of theirs.
        Assert.Equal("[format('{0}backup', parameters('appPrefix'))]", job.At("name"));
        Assert.Null(job.Node["tags"]!["connectnow-silo"]);
        Assert.Equal("Schedule", job.At("properties.configuration.triggerType"));
        Assert.Equal("30 2 * * *", job.At("properties.configuration.scheduleTriggerConfig.cronExpression"));
        Assert.Equal("1", job.At("properties.configuration.replicaRetryLimit"));
        Assert.Equal("[\"backup\"]", job.Properties["template"]!["containers"]![0]!["args"]!.ToJsonString());
        Assert.Equal("[parameters('image')]", job.At("properties.template.containers.0.image"));
    }

    [Fact]
    public void Backups_move_to_where_keeping_them_costs_less()
    {
        var rule = Assert.Single(compiled.MainTemplate.Of("Microsoft.Storage/storageAccounts/managementPolicies")).Properties["policy"]!["rules"]![1]!["definition"]!;

        Assert.Equal("backups/", rule["filters"]!["prefixMatch"]![0]!.GetValue<string>());
        Assert.Equal(1, rule["actions"]!["baseBlob"]!["tierToCool"]!["daysAfterModificationGreaterThan"]!.GetValue<int>());
    }

    [Fact]
    public void Storage_lies_in_several_zones_unless_there_are_none() =>
        Assert.Contains("[if(parameters('zoneRedundant'), createObject('value', 'Standard_ZRS'), createObject('value', 'Standard_LRS'))]", compiled.Main.Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("Microsoft.Storage/storageAccounts/blobServices")]
    [InlineData("Microsoft.Storage/storageAccounts/tableServices")]
    [InlineData("Microsoft.ContainerRegistry/registries")]
    [InlineData("Microsoft.Communication/communicationServices")]
    [InlineData("Microsoft.App/managedEnvironments")]
    public void What_happens_is_logged(string type)
    {
        var scopes = compiled.MainTemplate.Of("Microsoft.Insights/diagnosticSettings").Select(setting => setting.At("scope")!).ToList();

        Assert.Equal(compiled.MainTemplate.Of(type).Count(), scopes.Count(scope => scope.Contains($"'{type}'", StringComparison.Ordinal)));
    }

    [Fact]
    public void Logs_are_kept_for_as_long_as_the_operator_says() =>
        Assert.Equal("[parameters('retentionDays')]", Assert.Single(compiled.MainTemplate.Of("Microsoft.OperationalInsights/workspaces")).At("properties.retentionInDays"));

    [Fact]
    public void Somebody_is_told_when_something_is_wrong()
    {
        Assert.NotEmpty(compiled.MainTemplate.Of("Microsoft.Insights/scheduledQueryRules"));
        Assert.Contains("parameters('operatorEmail')", Assert.Single(compiled.MainTemplate.Of("Microsoft.Insights/actionGroups")).Properties.ToJsonString().Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Single(compiled.MainTemplate.Of("Microsoft.Insights/workbooks"));
    }
}
