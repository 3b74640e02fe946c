using System.Text.Json;
using ConnectNow.Companies;
using ConnectNow.Joining;
using ConnectNow.WebFrontend.Security;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>
/// At the first start: makes a company, a chat and an API token, and keeps them where only the operator can read them. At every start of
/// the embedded mode: prints the link to that chat on the operator's console.
/// </summary>
internal sealed class FirstRun(
    IFirstRunStore store, IGrainFactory grains, PublicAddress address, Settings settings) : IHostedLifecycleService
{
    /// <summary>Once everything listens: the link needs the address.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var made = await store.GetOrMakeAsync(MakeAsync, LinkOf, cancellationToken);
        // The console of a hosted service is a log, and a link that carries a password is a secret.
        if (!settings.IsClusterClient) await Console.Out.WriteLineAsync($"ConnectNow Chat is ready at {address.Origin}\nJoin the first chat:  {made.ChatUrl}");
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<FirstRunRecord> MakeAsync()
    {
        var companyId = Secrets.NewId();
        var company = grains.GetGrain<ICompanyGrain>(companyId);
        Require(await company.Create(new NewCompany { Name = "ConnectNow" }));
        var token = Require(await company.IssueToken("first run"));
        var password = ChatPassword.Generate();
        var hash = PasswordHash.CreateForGenerated(password);
        var chat = Require(await company.CreateChat("Welcome to ConnectNow", hash));
        return new FirstRunRecord(companyId, new CompanyToken(companyId, token).ToString(), chat.Id, password, "");
    }

    private string LinkOf(FirstRunRecord made) => address.JoinWithPassword(made.ChatId, made.ChatPassword);

    private static T Require<T>(Answer<T> answer) => answer.Refusal is { } refusal
        ? throw new FirstRunException($"The first company and chat could not be made: {refusal.Reason}.")
        : answer.Value!;
}

/// <summary>What <c>first-run.json</c> holds.</summary>
internal sealed record FirstRunRecord(string CompanyId, string ApiToken, string ChatId, string ChatPassword, string ChatUrl)
{
    /// <summary>How it is written.</summary>
    public static JsonSerializerOptions Format { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };
}

/// <summary>Where the first company and chat are written down.</summary>
internal interface IFirstRunStore
{
    /// <summary>What was written down, or what is made now and written down; with the link as it is today.</summary>
    /// <param name="make">Makes a company, a chat and a token.</param>
    /// <param name="linkOf">The address may be another than last time: the link is always made again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FirstRunException">What was written down can't be read.</exception>
    Task<FirstRunRecord> GetOrMakeAsync(Func<Task<FirstRunRecord>> make, Func<FirstRunRecord, string> linkOf, CancellationToken cancellationToken);
}
