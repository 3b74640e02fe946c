using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using ConnectNow.Grains.Notifications;
using Microsoft.Extensions.Logging;
using Microsoft.Security.AntiSSRF;

namespace ConnectNow.Providers.Push;

/// <summary>Takes messages to push services over HTTP (RFC 8030, section 5).</summary>
/// <remarks>
/// Calls no address that <see cref="PushServices"/> does not know, follows no redirect, uses no proxy, keeps no cookie, tells nobody of its
/// traces, and reads no body: an answer is its status and its <c>Retry-After</c>. A name of a browser's push service that leads into a
/// private network is not followed there. Endpoints are secrets and never logged.
/// </remarks>
public sealed partial class HttpPushSender : IPushSender, IDisposable
{
    /// <summary>The meter of <see cref="Attempts"/>.</summary>
    public const string MeterName = "ConnectNow.Push";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Attempts = Meter.CreateCounter<long>("connectnow.push.attempts", "{attempt}", "Attempts to hand a message to a push service, by result.");

    private readonly HttpClient _browsers;
    private readonly HttpClient _operators;
    private readonly SemaphoreSlim _places;
    private readonly PushServices _services;
    private readonly PushSenderOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<HttpPushSender> _logger;

    public HttpPushSender(PushServices services, PushSenderOptions options, TimeProvider time, ILogger<HttpPushSender> logger)
        : this(services, options, time, logger, PublicAddresses.Handler(options))
    {
    }

    internal HttpPushSender(
        PushServices services, PushSenderOptions options, TimeProvider time, ILogger<HttpPushSender> logger, HttpMessageHandler browsers)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_services, _options, _time, _logger) = (services, options, time, logger);
        _places = new SemaphoreSlim(options.Concurrency);
        (_browsers, _operators) = (NewClient(browsers), NewClient(NewHandler(options)));
    }

    public async Task<PushOutcome> SendAsync(PushMessage message, string authorization, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!_services.Knows(message.Endpoint))
        {
            LogNotListed();
            return Count(new PushOutcome(PushResult.Rejected));
        }

        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Count(await TryAsync(message, authorization, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose()
    {
        _browsers.Dispose();
        _operators.Dispose();
        _places.Dispose();
    }

    private static HttpClient NewClient(HttpMessageHandler handler) => new(handler, disposeHandler: true)
    {
        // Many messages on one connection where the push service can.
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static SocketsHttpHandler NewHandler(PushSenderOptions options) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = options.Timeout,
        EnableMultipleHttp2Connections = true,
        MaxConnectionsPerServer = 16,
        // Bodies are not read; what a hostile one has sent already is thrown away with its connection.
        MaxResponseDrainSize = 16 * 1024,
        MaxResponseHeadersLength = 16,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        // Names of push services come to mean other machines.
        PooledConnectionLifetime = TimeSpan.FromMinutes(15),
    };

    private static PushOutcome Count(PushOutcome outcome)
    {
        Attempts.Add(1, new TagList { { "result", outcome.Result.ToString() } });
        return outcome;
    }

    private async Task<PushOutcome> TryAsync(PushMessage message, string authorization, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.Timeout);
        using var request = RequestOf(message, authorization);
        // Until this method ends: what is sent bears no trace.
        Activity.Current = null;
        try
        {
            var http = _services.IsOfOperator(message.Endpoint) ? _operators : _browsers;
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
            return OutcomeOf(response);
        }
        catch (HttpRequestException fault)
        {
            LogUnreachable(fault.HttpRequestError);
            return new PushOutcome(PushResult.RetryLater);
        }
        catch (SocketException)
        {
            // Names are looked up, and connections made, by a handler that wraps no faults.
            LogUnreachable(HttpRequestError.ConnectionError);
            return new PushOutcome(PushResult.RetryLater);
        }
        catch (AntiSSRFException)
        {
            LogPrivate();
            return new PushOutcome(PushResult.Rejected);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogTooSlow(_options.Timeout);
            return new PushOutcome(PushResult.RetryLater);
        }
    }

    private static HttpRequestMessage RequestOf(PushMessage message, string authorization)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, message.Endpoint) { Content = new ReadOnlyMemoryContent(message.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Content.Headers.ContentEncoding.Add("aes128gcm");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.Add("TTL", ((long)message.TimeToLive.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Urgency", message.Urgent ? "high" : "normal");
        request.Headers.Add("Topic", message.Topic);
        return request;
    }

    private PushOutcome OutcomeOf(HttpResponseMessage response)
    {
        switch (response.StatusCode)
        {
            case >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices:
                return new PushOutcome(PushResult.Delivered);
            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                return new PushOutcome(PushResult.Gone);
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                return new PushOutcome(PushResult.RetryLater, RetryAfterOf(response));
            default:
                LogRejected((int)response.StatusCode);
                return new PushOutcome(PushResult.Rejected);
        }
    }

    private TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter is { } asked ? asked.Delta ?? asked.Date - _time.GetUtcNow() : null;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "A push service refused a message with status {Status}.")]
    private partial void LogRejected(int status);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "A push service could not be reached: {Error}.")]
    private partial void LogUnreachable(HttpRequestError error);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "A push service did not answer within {Timeout}.")]
    private partial void LogTooSlow(TimeSpan timeout);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "A message was not sent: its push service is not allowed.")]
    private partial void LogNotListed();

    [LoggerMessage(EventId = 5, Level = LogLevel.Error, Message = "A message was not sent: the name of its push service leads into a private network.")]
    private partial void LogPrivate();
}
