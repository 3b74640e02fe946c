using ConnectNow.Companies;

namespace ConnectNow.Grains.Tests.Cluster;

/// <summary>What a company has by its plan.</summary>
public sealed class CompanyTests(ServiceFixture fixture) : IClassFixture<ServiceFixture>
{
    private readonly Service _service = fixture.Service;

    [Fact]
    public async Task A_plan_limits_the_chats_of_a_company_and_is_the_operators()
    {
        var company = _service.Client.GetGrain<ICompanyGrain>(Secrets.NewId());
        Assert.Equal("plan", (await company.Create(new NewCompany { Name = "N", Plan = "none such" })).Refusal!.Field);
        await company.Create(new NewCompany { Name = "Northwind" });
        await company.CreateChat("one", "hash");
        var two = (await company.CreateChat("two", "hash")).Value!;

        Assert.Equal((Reason.PlanLimit, 2), ((await company.CreateChat("three", "hash")).Refusal!.Reason, (await company.CreateChat("three", "hash")).Refusal!.Limit));
        Assert.False((await company.EraseChat(two.Id)).IsRefused);
        Assert.False((await company.CreateChat("three", "hash")).IsRefused);
        Assert.Equal(Reason.NotFound, (await _service.Chat(two.Id).Describe()).Refusal!.Reason);
        Assert.Equal(Reason.NotEmpty, (await company.Delete()).Refusal!.Reason);
    }
}
