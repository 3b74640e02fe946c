using System.Reflection;

namespace ConnectNow.Architecture.Tests;

/// <summary>
/// What grains hand to the outside world. Code behind a port may leave a grain's scheduler at any time; whatever it calls back into must
/// come back by itself, and is listed here.
/// </summary>
public sealed class PortsTests
{
    [Fact]
    public void Of_all_ports_only_mailers_call_back_and_what_they_call_takes_its_own_way_home()
    {
        var (grains, contracts) = (Load("Grains"), Load("Grains.Abstractions"));
        string[] providers = ["AzureBlobs", "AzureTables", "Files", "Mail", "Push", "Sqlite"];
        var ports = providers.SelectMany(provider => Load($"Providers.{provider}").GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false })
            .SelectMany(type => type.GetInterfaces())
            .Where(port => port.Assembly == grains || port.Assembly == contracts)
            .Distinct().ToList();

        var handing = from port in ports
                      from call in port.GetMethods()
                      from argument in call.GetParameters()
                      where CallsBack(argument.ParameterType)
                      select $"{port.Name}.{call.Name}({argument.ParameterType.Name})";

        Assert.Contains("IMailer", ports.Select(port => port.Name));
        Assert.Equal(["IMailer.SendAsync(MailAttempt)"], handing);
        Assert.Contains("own.Run(() => HandOver(id))", Sources.Of("Grains").Single(file => file.Path == "Mail/MailQueueShard.cs").Text, StringComparison.Ordinal);

        bool CallsBack(Type type) =>
            typeof(Delegate).IsAssignableFrom(type)
            || ((type.Assembly == grains || type.Assembly == contracts)
                && type.GetConstructors().SelectMany(made => made.GetParameters()).Any(part => typeof(Delegate).IsAssignableFrom(part.ParameterType)));
    }

    private static Assembly Load(string project) => Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, $"ConnectNow.{project}.dll"));
}
