using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using ConnectNow.Bench.Realtime;
using ConnectNow.Bench.Serving;

namespace ConnectNow.Bench.Files;

/// <summary>
/// Sends a file as the pages do: a few blocks at the same time, each with its digest; then a message with it, and reads it back.
/// </summary>
internal sealed class Uploading : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _chat;
    private readonly Content _content;
    private readonly int _parallel;

    public Uploading(RunningServer server, Room room, Content content, int parallel)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = server.Address, Timeout = TimeSpan.FromMinutes(10) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", room.Tokens[0]);
        _chat = $"/api/chats/{room.Id}";
        _content = content;
        _parallel = parallel;
    }

    /// <summary>Until the server has answered that the file is complete: its id.</summary>
    public async Task<string> SendAsync()
    {
        using var begun = await PostAsync("/uploads", new { name = "large.bin", size = _content.Size });
        var id = begun.RootElement.GetProperty("id").GetString()!;
        var digests = new byte[_content.Blocks * SHA256.HashSizeInBytes];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, _parallel).Select(async _ =>
        {
            var buffer = new byte[Content.BlockSize];
            for (int index; (index = Interlocked.Increment(ref next)) < _content.Blocks;)
            {
                var block = buffer.AsMemory(0, _content.Fill(index, buffer));
                var digest = SHA256.HashData(block.Span);
                digest.CopyTo(digests, index * digest.Length);
                await PutAsync($"{_chat}/uploads/{id}/blocks/{index}", block, digest);
            }
        }));
        using var completed = await PostAsync($"/uploads/{id}/complete", new { digest = Digest(SHA256.HashData(digests)) });
        return id;
    }

    /// <summary>The SHA-256 of the file as everybody in the chat gets it.</summary>
    public async Task<byte[]> ReadBackAsync(string id)
    {
        using var sent = await PostAsync("/messages", new { attachments = new[] { id } });
        var url = sent.RootElement.GetProperty("attachments")[0].GetProperty("url").GetString()!;
        await using var stream = await _http.GetStreamAsync(url);
        return await SHA256.HashDataAsync(stream);
    }

    public void Dispose() => _http.Dispose();

    private static string Digest(byte[] sha256) => $"sha-256=:{Convert.ToBase64String(sha256)}:";

    private async Task PutAsync(string path, ReadOnlyMemory<byte> block, byte[] digest)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new ReadOnlyMemoryContent(block) };
        request.Headers.Add("Content-Digest", Digest(digest));
        using var response = await _http.SendAsync(request);
        await RequireAsync(response);
    }

    private async Task<JsonDocument> PostAsync(string path, object body)
    {
        using var response = await _http.PostAsJsonAsync(_chat + path, body);
        await RequireAsync(response);
        return JsonDocument.Parse(await response.Content.ReadAsStreamAsync());
    }

    private static async Task RequireAsync(HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode) return;
        throw new InvalidOperationException($"{response.RequestMessage!.RequestUri}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }
}
