using System.Net;
using Azure;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using ConnectNow.Providers.AzureAccount;
using ConnectNow.Storage.Tests.AzureClustering;
using Xunit;

namespace ConnectNow.Storage.Tests;

public sealed class TableExistenceTests
{
    [Fact]
    public async Task Whoever_may_not_make_tables_may_use_one_that_is_there()
    {
        var account = new Account { Making = HttpStatusCode.Forbidden, Reading = HttpStatusCode.OK };

        await TableOf(account).EnsureAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["POST /Tables", "GET /chats()"], account.Asked);
    }

    [Fact]
    public async Task Whoever_may_do_neither_is_told()
    {
        var account = new Account { Making = HttpStatusCode.Forbidden, Reading = HttpStatusCode.Forbidden };

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => TableOf(account).EnsureAsync(TestContext.Current.CancellationToken));

        Assert.Equal(403, refused.Status);
    }

    [Fact]
    public async Task A_table_that_is_there_is_not_read_to_find_out()
    {
        var account = new Account { Making = HttpStatusCode.Conflict, Reading = HttpStatusCode.OK };

        await TableOf(account).EnsureAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["POST /Tables"], account.Asked);
    }

    [Fact]
    public async Task The_membership_provider_may_use_a_table_that_it_may_not_make()
    {
        var account = new Account { Making = HttpStatusCode.Forbidden, Reading = HttpStatusCode.OK };
        var connection = $"DefaultEndpointsProtocol=https;AccountName=account;AccountKey={Convert.ToBase64String(new byte[32])};EndpointSuffix=core.windows.net";
        var tables = new GrantedTables(connection, new TableClientOptions { Transport = new HttpClientTransport(account), Retry = { MaxRetries = 0 } });

        await new Membership(tables, "cluster").Table.InitializeMembershipTable(tryInitTableVersion: false);

        Assert.Equal(["POST /Tables", "GET /OrleansSiloInstances()"], account.Asked);
    }

    private static TableClient TableOf(Account account) =>
        new(new Uri("https://account.table.core.windows.net"), "chats", new TableSharedKeyCredential("account", Convert.ToBase64String(new byte[32])),
            new TableClientOptions { Transport = new HttpClientTransport(account), Retry = { MaxRetries = 0 } });

    /// <summary>An account that answers as its roles say.</summary>
    private sealed class Account : HttpMessageHandler
    {
        private readonly List<string> _asked = [];

        public required HttpStatusCode Making { get; init; }

        public required HttpStatusCode Reading { get; init; }

        public IReadOnlyList<string> Asked => _asked;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _asked.Add($"{request.Method} {request.RequestUri!.AbsolutePath}");
            var status = request.Method == HttpMethod.Post ? Making : Reading;
            var code = status switch { HttpStatusCode.Forbidden => "AuthorizationPermissionMismatch", HttpStatusCode.Conflict => "TableAlreadyExists", _ => null };
            var body = code is null ? "{\"value\":[]}" : $"{{\"odata.error\":{{\"code\":\"{code}\",\"message\":{{\"lang\":\"en-US\",\"value\":\"No.\"}}}}}}";
            return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") });
        }
    }
}
