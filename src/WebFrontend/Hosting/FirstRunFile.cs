using System.Text.Json;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>Keeps the first company and chat in <c>first-run.json</c> in the data directory.</summary>
internal sealed class FirstRunFile(Settings settings) : IFirstRunStore
{
    private string File => Path.Combine(settings.DataDirectory, "first-run.json");

    public async Task<FirstRunRecord> GetOrMakeAsync(
        Func<Task<FirstRunRecord>> make, Func<FirstRunRecord, string> linkOf, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(cancellationToken);
        var made = found ?? await make();
        made = made with { ChatUrl = linkOf(made) };
        if (made != found) await WriteAsync(made, cancellationToken);
        return made;
    }

    private async Task<FirstRunRecord?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!System.IO.File.Exists(File)) return null;
        try
        {
            await using var stream = System.IO.File.OpenRead(File);
            return await JsonSerializer.DeserializeAsync<FirstRunRecord>(stream, FirstRunRecord.Format, cancellationToken);
        }
        catch (JsonException exception)
        {
            throw new FirstRunException($"{File} is not what the first start wrote. Put it back, or move it away to have a new company and chat made.", exception);
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
            await JsonSerializer.SerializeAsync(stream, made, FirstRunRecord.Format, cancellationToken);
            stream.Flush(flushToDisk: true);
        }

        System.IO.File.Move(draft, File, overwrite: true);
    }
}
