using System.Net;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using ConnectNow.Rollout;

namespace ConnectNow.Infra.Tests.Deploying;

/// <summary>What is said to the resource manager, and what its answers are taken for.</summary>
public sealed class SiloAppsTests
{
    private const string Apps = "/subscriptions/sub/resourceGroups/rg-production/providers/Microsoft.App/containerApps";
    private static readonly SiloApp Silo = new("ca-silo-blue-1", "blue", DateTimeOffset.UnixEpoch, "ca-silo-blue-1--abc");

    private readonly Manager _manager = new();

    private static string Replicas => $"{Apps}/{Silo.Name}/revisions/{Silo.Revision}/replicas";

    private SiloApps Silos => new("sub", "rg-production", new Pass(), new HttpClientTransport(_manager));

    [Fact]
    public async Task Silos_are_told_by_their_tag_over_all_pages()
    {
        _manager.Answer("GET", Apps, HttpStatusCode.OK, """
            {"value":[
              {"name":"ca-web","tags":{"azd-service-name":"web"},"systemData":{"createdAt":"2026-11-01T10:00:00Z"},"properties":{}},
              {"name":"ca-silo-blue-1","tags":{"connectnow-silo":"blue"},"systemData":{"createdAt":"2026-11-01T10:00:00Z"},"properties":{"latestRevisionName":"ca-silo-blue-1--abc"}}],
             "nextLink":"https://management.azure.com/next"}
            """);
        _manager.Answer("GET", "/next", HttpStatusCode.OK, """
            {"value":[
              {"name":"ca-silo-green-1","tags":{"connectnow-silo":"green","connectnow-silos":"3"},"systemData":{"createdAt":"2026-11-02T10:00:00Z"},"properties":{"latestRevisionName":""}},
              {"name":"other","systemData":{},"properties":{}}]}
            """);

        var silos = await Silos.ListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            [
                new SiloApp("ca-silo-blue-1", "blue", new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero), "ca-silo-blue-1--abc"),
                new SiloApp("ca-silo-green-1", "green", new(2026, 11, 2, 10, 0, 0, TimeSpan.Zero), null, 3),
            ],
            silos);
    }

    [Fact]
    public async Task A_silo_is_as_its_one_container_is()
    {
        _manager.Answer("GET", Replicas, HttpStatusCode.OK, """{"value":[{"name":"abc-1","properties":{"containers":[{"name":"silo","ready":true,"restartCount":2}]}}]}""");

        Assert.Equal(new SiloState("abc-1", true, 2), await Silos.StateOfAsync(Silo, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, """{"value":[]}""")]
    [InlineData(HttpStatusCode.NotFound, "{}")]
    [InlineData(HttpStatusCode.OK, """{"value":[{"name":"a","properties":{"containers":[{"ready":true}]}},{"name":"b","properties":{"containers":[{"ready":true}]}}]}""")]
    public async Task A_silo_that_is_not_there_or_is_being_moved_is_not_ready(HttpStatusCode status, string body)
    {
        _manager.Answer("GET", Replicas, status, body);

        Assert.False((await Silos.StateOfAsync(Silo, TestContext.Current.CancellationToken)).IsReady);
    }

    [Theory, InlineData(HttpStatusCode.Accepted), InlineData(HttpStatusCode.NoContent), InlineData(HttpStatusCode.NotFound)]
    public async Task Deleting_succeeds_also_when_it_is_gone(HttpStatusCode status)
    {
        _manager.Answer("DELETE", $"{Apps}/{Silo.Name}", status, "");

        await Silos.DeleteAsync(Silo, TestContext.Current.CancellationToken);

        Assert.Equal([$"DELETE {Apps}/{Silo.Name}"], _manager.Asked);
    }

    [Fact]
    public async Task A_refusal_is_said()
    {
        _manager.Answer("DELETE", $"{Apps}/{Silo.Name}", HttpStatusCode.Forbidden, """{"error":{"code":"AuthorizationFailed","message":"No."}}""");

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => Silos.DeleteAsync(Silo, TestContext.Current.CancellationToken));

        Assert.Equal("AuthorizationFailed", refused.ErrorCode);
    }

    /// <summary>A resource manager that knows some answers, each for a path.</summary>
    private sealed class Manager : HttpMessageHandler
    {
        private readonly Dictionary<string, (HttpStatusCode Status, string Body)> _answers = [];
        private readonly List<string> _asked = [];

        public IReadOnlyList<string> Asked => _asked;

        public void Answer(string method, string path, HttpStatusCode status, string body) => _answers[$"{method} {path}"] = (status, body);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.Equal("Bearer pass", request.Headers.Authorization!.ToString());
            Assert.Equal("management.azure.com", request.RequestUri!.Host);
            var asked = $"{request.Method} {request.RequestUri.AbsolutePath}";
            _asked.Add(asked);
            var (status, body) = _answers[asked];
            return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") });
        }
    }

    private sealed class Pass : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("pass", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
