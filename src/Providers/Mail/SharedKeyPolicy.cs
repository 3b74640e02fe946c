using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using Request = Azure.Core.Request;

namespace ConnectNow.Providers.Mail;

/// <summary>
/// Signs requests to Communication Services with the resource's key
/// (https://learn.microsoft.com/azure/communication-services/tutorials/hmac-header-tutorial).
/// </summary>
internal sealed class SharedKeyPolicy(ReadOnlyMemory<byte> key, TimeProvider time) : HttpPipelinePolicy
{
    private const string SignedHeaders = "x-ms-date;host;x-ms-content-sha256";

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        using var content = new MemoryStream();
        message.Request.Content?.WriteTo(content, message.CancellationToken);
        Sign(message.Request, content);
        ProcessNext(message, pipeline);
    }

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        using var content = new MemoryStream();
        if (message.Request.Content is { } body) await body.WriteToAsync(content, message.CancellationToken).ConfigureAwait(false);
        Sign(message.Request, content);
        await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
    }

    private void Sign(Request request, MemoryStream content)
    {
        var uri = request.Uri.ToUri();
        var date = time.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        var hash = Convert.ToBase64String(SHA256.HashData(content.GetBuffer().AsSpan(0, (int)content.Length)));
        var toSign = $"{request.Method.Method}\n{uri.PathAndQuery}\n{date};{uri.Authority};{hash}";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(key.Span, Encoding.ASCII.GetBytes(toSign)));
        request.Headers.SetValue("x-ms-date", date);
        request.Headers.SetValue("x-ms-content-sha256", hash);
        request.Headers.SetValue("Authorization", $"HMAC-SHA256 SignedHeaders={SignedHeaders}&Signature={signature}");
    }
}
