using Azure;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace ConnectNow.Providers.AzureAccount;

/// <summary>
/// The tables of an account, for a provider that makes its table when it starts: an identity that may use this table alone, and may not
/// make any, finds that it is there. See <see cref="TableExistence"/>.
/// </summary>
internal sealed class GrantedTables : TableServiceClient
{
    private readonly Func<string, TableClient> _table;

    public GrantedTables(string connectionString, TableClientOptions options)
        : base(connectionString, options) => _table = name => new GrantedTable(connectionString, name, options);

    public GrantedTables(Uri address, TokenCredential credential, TableClientOptions options)
        : base(address, credential, options) => _table = name => new GrantedTable(address, name, credential, options);

    public override TableClient GetTableClient(string tableName) => _table(tableName);

    private sealed class GrantedTable : TableClient
    {
        public GrantedTable(string connectionString, string name, TableClientOptions options)
            : base(connectionString, name, options)
        {
        }

        public GrantedTable(Uri address, string name, TokenCredential credential, TableClientOptions options)
            : base(address, name, credential, options)
        {
        }

        public override async Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                return await base.CreateIfNotExistsAsync(cancellationToken);
            }
            catch (RequestFailedException refused) when (refused.Status == 403)
            {
                return Response.FromValue(new TableItem(Name), await this.FirstPageAsync(cancellationToken));
            }
        }
    }
}
