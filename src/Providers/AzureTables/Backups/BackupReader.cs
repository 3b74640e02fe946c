using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace ConnectNow.Providers.AzureTables.Backups;

/// <summary>Reads the files of a backup, and believes nothing of them before their hash says so.</summary>
internal sealed class BackupReader(BackupFolder folder)
{
    private const int Buffer = 4 << 20;

    /// <summary>Reads a file once, to know that it is what was written.</summary>
    /// <param name="file">The file.</param>
    /// <param name="note">Called for each line, with the number of the partition within the file; nothing may be done yet that can't be
    /// forgotten.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BackupException">It is damaged or gone.</exception>
    public async Task VerifyAsync(BackupFile file, Action<int, BackupLine> note, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var (section, line) in LinesAsync(file, cancellationToken)) note(section, line);
        }
        catch (Exception fault) when (fault is InvalidDataException or FormatException)
        {
            throw new BackupException($"The file {file.Name} of the backup {folder.Name} is damaged; nothing was restored. Choose another backup, or bring the file back.", fault);
        }
        catch (Azure.RequestFailedException fault) when (fault.Status == 404)
        {
            throw new BackupException($"The file {file.Name} of the backup {folder.Name} is gone; nothing was restored. Choose another backup, or bring the file back.", fault);
        }
    }

    /// <summary>The lines of a file, each with the number of its partition within the file.</summary>
    /// <exception cref="InvalidDataException">After the last line: the file is another than was written; or it can't be
    /// unpacked.</exception>
    /// <exception cref="FormatException">A line is none.</exception>
    public async IAsyncEnumerable<(int Section, BackupLine Line)> LinesAsync(BackupFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var hash = SHA256.Create();
        await using var blob = await folder.Blob(file.Name).OpenReadAsync(bufferSize: Buffer, cancellationToken: cancellationToken);
        await using var hashed = new CryptoStream(blob, hash, CryptoStreamMode.Read);
        await using var unpacked = new GZipStream(hashed, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        var (section, lines) = (-1, 0L);
        while (await reader.ReadLineAsync(cancellationToken) is { } text)
        {
            var line = BackupLine.Parse(text);
            if (line.Kind == BackupLineKind.Begin) section++;
            lines++;
            yield return (section, line);
        }

        // Whatever is after the packed content belongs to the file as well.
        await hashed.CopyToAsync(Stream.Null, cancellationToken);
        if (lines != file.Lines || Convert.ToHexString(hash.Hash!) != file.Sha256) throw new InvalidDataException($"{file.Name} is not what was written.");
    }
}
