using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace ConnectNow.WebFrontend.Hosting;

/// <summary>Why the server can't start, as one sentence for the operator who must do something about it.</summary>
internal static class ServerStart
{
    /// <summary>The sentence for a fault that an operator can mend; null for one of ours.</summary>
    public static string? Explain(Exception exception) => exception switch
    {
        FirstRunException fault => fault.Message,
        IOException { InnerException: AddressInUseException } => $"{exception.Message.TrimEnd('.')}. Stop what listens there, or choose another address with --urls.",
        SocketException { SocketErrorCode: SocketError.AccessDenied or SocketError.AddressNotAvailable } =>
            $"The server can't listen on the address given by --urls: {exception.Message}.",
        FormatException or InvalidOperationException when exception.Message.Contains("url", StringComparison.OrdinalIgnoreCase) =>
            $"The address given by --urls makes no sense: {exception.Message}",
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        _ => EmbeddedMode.Explain(exception),
    };
}
