using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace ConnectNow.Examples;

/// <summary>Calls of the REST API that are tried again when the service says so, or does not answer. Every call here may be repeated.</summary>
internal sealed class Api : IDisposable
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly HttpClient _http;

    public Api(Uri server, string token)
    {
        _http = new HttpClient { BaseAddress = server };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Task<T> GetAsync<T>(string path, CancellationToken stop) => SendAsync<T>(() => _http.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute), stop), stop);

    public Task<T> PostAsync<T>(string path, object? body, CancellationToken stop) =>
        SendAsync<T>(() => _http.PostAsJsonAsync(new Uri(path, UriKind.RelativeOrAbsolute), body, Json, stop), stop);

    public void Dispose() => _http.Dispose();

    private static async Task<T> SendAsync<T>(Func<Task<HttpResponseMessage>> send, CancellationToken stop)
    {
        while (true)
        {
            var wait = TimeSpan.FromSeconds(1);
            try
            {
                using var answer = await send();
                if (answer.IsSuccessStatusCode) return (await answer.Content.ReadFromJsonAsync<T>(Json, stop))!;
                if ((int)answer.StatusCode is not (429 or 503)) throw new RefusedException((await answer.Content.ReadFromJsonAsync<Problem>(Json, stop))!);
                wait = answer.Headers.RetryAfter?.Delta ?? wait;
            }
            catch (HttpRequestException)
            {
                // The line is down, or the server is not there yet.
            }

            await Task.Delay(wait, stop);
        }
    }
}

internal sealed record Problem(string? Reason, string Detail);

/// <summary>Trying again would not help: the reason is for programs, the message for people.</summary>
internal sealed class RefusedException(Problem problem) : Exception(problem.Detail)
{
    public string? Reason => problem.Reason;
}
