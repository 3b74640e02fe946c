using System.Xml;
using System.Xml.Linq;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace ConnectNow.Providers.AzureBlobs.DataProtection;

/// <summary>
/// The keys of data protection, all in one blob. A process that adds one reads them, adds it and writes them back on condition that no
/// other process has written in the meantime, or begins again: of processes that add keys at the same moment none loses any.
/// </summary>
internal sealed class BlobXmlRepository(BlobClient blob) : IXmlRepository
{
    /// <summary>
    /// How often another process may be first. Each time it is, one more key is there: more processes than this do not start at once.
    /// </summary>
    private const int Attempts = 50;

    private const string Root = "repository";

    private static readonly BlobHttpHeaders Headers = new() { ContentType = "application/xml; charset=utf-8" };

    // Data protection asks for keys synchronously, once a day and when it starts; away from whatever context it asks in.

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() =>
        Task.Run(async () => (IReadOnlyCollection<XElement>)[.. (await ReadAsync().ConfigureAwait(false)).Keys.Root!.Elements()]).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName) => Task.Run(() => StoreAsync(element)).GetAwaiter().GetResult();

    private async Task StoreAsync(XElement element)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (keys, etag) = await ReadAsync().ConfigureAwait(false);

            // The answer to an earlier attempt was lost, and the SDK has tried again: the conflict was with ourselves.
            if (attempt > 1 && keys.Root!.Elements().Any(stored => XNode.DeepEquals(stored, element))) return;
            keys.Root!.Add(element);
            try
            {
                await blob.UploadAsync(BinaryData.FromBytes(BytesOf(keys)), new BlobUploadOptions { HttpHeaders = Headers, Conditions = etag }).ConfigureAwait(false);
                return;
            }
            catch (RequestFailedException conflict) when (conflict.Status is 409 or 412 && attempt < Attempts)
            {
            }
        }
    }

    /// <summary>What is stored, and the condition under which it is still so.</summary>
    private async Task<(XDocument Keys, BlobRequestConditions Unchanged)> ReadAsync()
    {
        try
        {
            var found = (await blob.DownloadContentAsync().ConfigureAwait(false)).Value;
            using var reader = XmlReader.Create(found.Content.ToStream(), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            return (XDocument.Load(reader), new BlobRequestConditions { IfMatch = found.Details.ETag });
        }
        catch (RequestFailedException nothing) when (nothing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return (new XDocument(new XElement(Root)), new BlobRequestConditions { IfNoneMatch = ETag.All });
        }
    }

    private static byte[] BytesOf(XDocument keys)
    {
        using var bytes = new MemoryStream();
        keys.Save(bytes, SaveOptions.DisableFormatting);
        return bytes.ToArray();
    }
}
