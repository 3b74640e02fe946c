using Microsoft.Extensions.DependencyInjection;

namespace ConnectNow.Media;

/// <summary>Looking at files.</summary>
public static class MediaExtensions
{
    /// <summary>One inspector for the process, so that pictures are decoded a few at a time.</summary>
    public static IServiceCollection AddFileInspector(this IServiceCollection services) => services.AddSingleton<FileInspector>();
}
