using System.Globalization;
using Azure;
using ConnectNow.Configuration;
using ConnectNow.Providers.AzureAccount;
using ConnectNow.Providers.AzureTables;
using ConnectNow.Providers.AzureTables.Backups;
using ConnectNow.Silo.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ConnectNow.Silo.Backups;

/// <summary>
/// What the silo's program does instead of being a silo: <c>backup</c>, and <c>restore [NAME] [--chat ID]</c>. It says in one line what it
/// has done, or why it has not.
/// </summary>
internal sealed class BackupCommand
{
    private const string Backup = "backup";
    private const string Restore = "restore";
    private const string Chat = "--chat";
    private const string Usage = "Say: backup, or: restore [NAME OF THE BACKUP] [--chat ID], with settings as --ConnectNow:KEY=VALUE.";

    private readonly bool _saves;
    private readonly string? _name;
    private readonly string? _chatId;

    private BackupCommand(bool saves, string? name, string? chatId) => (_saves, _name, _chatId) = (saves, name, chatId);

    /// <summary>What the command line asks for; null when it is for a silo.</summary>
    /// <exception cref="BackupException">It asks for one of the two, but not like this.</exception>
    public static BackupCommand? Of(IReadOnlyList<string> arguments)
    {
        if (arguments is not [Backup or Restore, ..]) return null;
        // What is left are settings, which configuration reads.
        var own = arguments.Where(argument => !argument.StartsWith("--", StringComparison.Ordinal) || !argument.Contains('=', StringComparison.Ordinal)).ToList();
        return own switch
        {
            [Backup] => new(saves: true, null, null),
            [Restore, Chat, var chat] => new(saves: false, null, chat),
            [Restore, var name, Chat, var chat] => new(saves: false, name, chat),
            [Restore] => new(saves: false, null, null),
            [Restore, var name] when name != Chat => new(saves: false, name, null),
            _ => throw new BackupException(Usage),
        };
    }

    /// <summary>Runs it on a host of its own, which is no silo and has nothing but telemetry.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="SettingsException">Settings make no sense: all that were read.</exception>
    public async Task<int> RunAsync(HostApplicationBuilder builder)
    {
        var settings = SettingsReader.Of(builder);
        if (settings.RunMode() is not RunMode.Azure)
            throw new BackupException($"{SettingsReader.PathOf("Cluster")} must be \"Azure\" to back up or restore; a server with a data directory is backed up by copying it.");
        var storage = ClusterSettings.StorageOf(settings);
        var options = new TableBackupOptions { Keep = settings.Count("Backup:Keep", new TableBackupOptions().Keep, 1) };
        var telemetry = TelemetrySettings.Read(settings, builder.Configuration);
        settings.ThrowIfWrong();
        builder.AddTelemetry(telemetry, "connectnow-backup");
        builder.Services.AddAzureStorageAccount(storage);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new TableTimelineOptions());
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<TableBackups>();
        builder.Services.AddSingleton<BackupMeter>();
        using var host = builder.Build();
        await host.StartAsync();
        try
        {
            return await RunAsync(host.Services);
        }
        finally
        {
            // Sends what was measured.
            await host.StopAsync();
        }
    }

    private async Task<int> RunAsync(IServiceProvider services)
    {
        var ending = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var (result, backups) = ("failed", services.GetRequiredService<TableBackups>());
        try
        {
            Console.WriteLine(_saves ? Describe(await backups.SaveAsync(ending)) : Describe(await RestoreAsync(backups, ending)));
            result = "finished";
            return 0;
        }
        catch (Exception fault) when (fault is RequestFailedException or OperationCanceledException or AggregateException or NotSupportedException or IOException)
        {
            throw new BackupException(SentenceOf(fault), fault);
        }
        finally
        {
            if (_saves) services.GetRequiredService<BackupMeter>().Ended(result);
        }
    }

    private Task<RestoredBackup> RestoreAsync(TableBackups backups, CancellationToken cancellationToken) =>
        _chatId is null ? backups.RestoreAsync(_name, cancellationToken) : backups.RestoreChatAsync(_name, _chatId, cancellationToken);

    private string SentenceOf(Exception fault) => fault switch
    {
        RequestFailedException { Status: > 0 } refused => $"The {Word} did not get to its end: storage answered {refused.Status} {refused.ErrorCode}. Start it again.",
        NotSupportedException => $"The {Word} did not get to its end: {fault.Message}",
        _ => $"The {Word} did not get to its end: storage did not answer, or it was told to stop. Start it again.",
    };

    private string Word => _saves ? Backup : Restore;

    private static string Describe(SavedBackup saved) => string.Create(
        CultureInfo.InvariantCulture,
        $"Saved {saved.Chats} chats ({saved.Rows} rows, {saved.Bytes} bytes) as {saved.Name}; {saved.Unsettled} of them never rested, and {saved.Removed} older backups were removed.");

    private static string Describe(RestoredBackup restored) =>
        string.Create(CultureInfo.InvariantCulture, $"Restored {restored.Chats} chats ({restored.Rows} rows) from {restored.Name}.");
}
