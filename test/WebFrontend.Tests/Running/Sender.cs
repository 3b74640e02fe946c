using System.Net;
using System.Security.Cryptography;
using ConnectNow.Files;

namespace ConnectNow.WebFrontend.Tests.Running;

/// <summary>Sends files into a chat as any client does: in blocks, each with its digest, then the digest of all digests.</summary>
internal sealed class Sender(Browser browser, string chatPath)
{
    public Browser Browser { get; } = browser;

    public string Uploads { get; } = $"{chatPath}/uploads";

    public static string Digest(ReadOnlySpan<byte> bytes) => $"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:";

    /// <summary>Bytes that look like nothing, the same for the same seed.</summary>
    public static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        // Never by chance the beginning of a format.
        if (count > 0) bytes[0] = 0xF5;
        return bytes;
    }

    public static ReadOnlyMemory<byte> Block(byte[] content, int index)
    {
        var start = index * FileLimits.BlockSize;
        return content.AsMemory(start, Math.Min(FileLimits.BlockSize, content.Length - start));
    }

    public static int BlocksOf(byte[] content) => (content.Length + FileLimits.BlockSize - 1) / FileLimits.BlockSize;

    public Task<Reply> BeginAsync(string name, long size, string? clientId = null) =>
        Browser.PostAsync(Uploads, new { name, size, client_id = clientId });

    public async Task<string> BegunAsync(string name, long size, string? clientId = null) =>
        (await BeginAsync(name, size, clientId)).Expect(HttpStatusCode.Created)["id"]!;

    public Task<Reply> GetAsync(string uploadId) => Browser.GetAsync($"{Uploads}/{uploadId}");

    public Task<Reply> PutAsync(string uploadId, string index, HttpContent content, string? digest) =>
        Browser.SendAsync(HttpMethod.Put, $"{Uploads}/{uploadId}/blocks/{index}", content, request =>
        {
            if (digest is not null) request.Headers.TryAddWithoutValidation("Content-Digest", digest);
        });

    /// <summary>
    /// As <see cref="PutAsync(string, string, HttpContent, string?)"/>, but nothing of the content goes out before the server has begun to
    /// read it.
    /// </summary>
    public Task<Reply> PutOnceAdmittedAsync(string uploadId, string index, HttpContent content, string digest) =>
        Browser.SendAsync(HttpMethod.Put, $"{Uploads}/{uploadId}/blocks/{index}", content, request =>
        {
            request.Headers.TryAddWithoutValidation("Content-Digest", digest);
            request.Headers.ExpectContinue = true;
        });

    public Task<Reply> PutAsync(string uploadId, int index, ReadOnlyMemory<byte> block) =>
        PutAsync(uploadId, index.ToString(System.Globalization.CultureInfo.InvariantCulture), new ReadOnlyMemoryContent(block), Digest(block.Span));

    public async Task PutAllAsync(string uploadId, byte[] content, params IEnumerable<int> indices)
    {
        foreach (var index in indices) (await PutAsync(uploadId, index, Block(content, index))).Expect(HttpStatusCode.NoContent);
    }

    public Task<Reply> CompleteAsync(string uploadId, byte[] content, object? more = null)
    {
        var digests = Enumerable.Range(0, BlocksOf(content)).SelectMany(index => SHA256.HashData(Block(content, index).Span)).ToArray();
        var body = new Dictionary<string, object?> { ["digest"] = Digest(digests) };
        foreach (var property in more?.GetType().GetProperties() ?? []) body[property.Name] = property.GetValue(more);
        return Browser.PostAsync($"{Uploads}/{uploadId}/complete", body);
    }

    public Task<Reply> CancelAsync(string uploadId) => Browser.DeleteAsync($"{Uploads}/{uploadId}");

    /// <summary>A completed upload, ready to be sent.</summary>
    public async Task<Reply> UploadAsync(string name, byte[] content, object? more = null)
    {
        var uploadId = await BegunAsync(name, content.Length);
        await PutAllAsync(uploadId, content, Enumerable.Range(0, BlocksOf(content)));
        return (await CompleteAsync(uploadId, content, more)).Expect(HttpStatusCode.OK);
    }

    /// <summary>A message with one file: its view.</summary>
    public async Task<Reply> SendAsync(string name, byte[] content, string text = "", object? more = null)
    {
        var upload = await UploadAsync(name, content, more);
        return (await Browser.PostAsync($"{chatPath}/messages", new { text, attachments = new[] { upload["id"] } }))
            .Expect(HttpStatusCode.Created);
    }

    /// <summary>Where the only file of a message just sent is.</summary>
    public async Task<string> SentAsync(string name, byte[] content, object? more = null) =>
        (await SendAsync(name, content, more: more)).Json["attachments"]![0]!["url"]!.ToString();
}
