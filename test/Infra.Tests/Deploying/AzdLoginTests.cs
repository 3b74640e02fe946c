using ConnectNow.Rollout;

namespace ConnectNow.Infra.Tests.Deploying;

public sealed class AzdLoginTests
{
    [Fact]
    public void A_cold_azd_has_a_minute_to_give_a_token_for_the_tenant_of_the_subscription()
    {
        var options = AzdLogin.Options("11111111-2222-3333-4444-555555555555");

        Assert.True(options.ProcessTimeout >= TimeSpan.FromSeconds(60));
        Assert.Equal("11111111-2222-3333-4444-555555555555", options.TenantId);
        Assert.Null(AzdLogin.Options(null).TenantId);
    }
}
