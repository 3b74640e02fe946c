using System.Text.Json;
using ConnectNow.Companies;
using ConnectNow.Joining;
using ConnectNow.WebFrontend.Security;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>
/// At the first start on a data directory: makes a company, a chat and an API token, and writes them to <c>first-run.json</c>,
/// which only its owner can read. At every start: prints the link to that chat on the operator's console.
/// </summary>
internal sealed class FirstRun(Settings settings, IGrainFactory grains, PublicAddress address) : IHostedLifecycleService
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    private string File => Path.Combine(settings.DataDirectory, "first-run.json");

    /// <summary>Once everything listens: the link needs the address.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var found = await ReadAsync(cancellationToken);
        var made = found ?? await MakeAsync();
        // The address may be another than last time: the link is always made anew.
        made = made with { ChatUrl = address.JoinWithPassword(made.ChatId, made.ChatPassword) };
        if (made != found) await WriteAsync(made, cancellationToken);
        await Console.Out.WriteLineAsync($"ConnectNow Chat is ready at {address.Origin}\nJoin the first chat:  {made.ChatUrl}");
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
        var hash = await Task.Run(() => PasswordHash.Create(password));
        var chat = Require(await company.CreateChat("Welcome to ConnectNow", hash));
        return new FirstRunRecord(companyId, new CompanyToken(companyId, token).ToString(), chat.Id, password, "");
    }

    private async Task<FirstRunRecord?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!System.IO.File.Exists(File)) return null;
        try
        {
            await using var stream = System.IO.File.OpenRead(File);
            return await JsonSerializer.DeserializeAsync<FirstRunRecord>(stream, Format, cancellationToken);
        }
        catch (JsonException exception)
        {
            throw new StartupFault($"{File} is not what the first start wrote. Put it back, or move it away to have a new company and chat made.", exception);
        }
    }

    /// <summary>Whole or not at all, and never readable by others, not even while it is written.</summary>
    private async Task WriteAsync(FirstRunRecord made, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var draft = $"{File}.{Guid.NewGuid():n}";
        await using (var stream = new FileStream(draft, options))
        {
            await JsonSerializer.SerializeAsync(stream, made, Format, cancellationToken);
            stream.Flush(flushToDisk: true);
        }

        System.IO.File.Move(draft, File, overwrite: true);
    }

    private static T Require<T>(Answer<T> answer) => answer.Refusal is { } refusal
        ? throw new StartupFault($"The first company and chat could not be made: {refusal.Reason}.")
        : answer.Value!;
}

/// <summary>What <c>first-run.json</c> holds.</summary>
internal sealed record FirstRunRecord(string CompanyId, string ApiToken, string ChatId, string ChatPassword, string ChatUrl);
