using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.Grains.Files;

/// <summary>Puts the looking after files together.</summary>
public static class FileSweepExtensions
{
    /// <summary>Settles what was left behind in the host's <see cref="ConnectNow.Files.IFileStore"/>, as long as the host runs.</summary>
    public static IServiceCollection AddFileSweep(this IServiceCollection services) => services.AddHostedService<FileSweep>();
}
