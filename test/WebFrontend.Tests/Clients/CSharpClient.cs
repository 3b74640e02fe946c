using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NSwag.CodeGeneration.CSharp;
using NSwag.CodeGeneration.OperationNameGenerators;

namespace ConnectNow.WebFrontend.Tests.Clients;

/// <summary>
/// A typed client as NSwag makes it, compiled with a program that uses it. Nothing of it is kept: it is made from the document of this
/// moment.
/// </summary>
internal static class CSharpClient
{
    private const string Usings = "global using System; global using System.Collections.Generic; global using System.Linq; global using System.Threading.Tasks;";

    /// <summary>The program's entry point, ready to be called.</summary>
    public static async Task<Func<Uri, string, Task<IReadOnlyList<string>>>> CompileAsync(string document, string program)
    {
        var settings = new CSharpClientGeneratorSettings
        {
            ClassName = "ChatApi",
            OperationNameGenerator = new SingleClientFromOperationIdOperationNameGenerator(),
            GenerateOptionalParameters = true,
            CSharpGeneratorSettings = { Namespace = "Generated", GenerateNullableReferenceTypes = true },
        };
        var client = new CSharpClientGenerator(await NSwag.OpenApiDocument.FromJsonAsync(document, TestContext.Current.CancellationToken), settings).GenerateFile();

        var compilation = CSharpCompilation.Create(
            "generated", [Parse(client), Parse(program), Parse(Usings)], References(), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var assembly = new MemoryStream();
        var emitted = compilation.Emit(assembly, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return Assembly.Load(assembly.ToArray()).GetTypes().Single(type => type.Name == "Tour").GetMethod("RunAsync")!
            .CreateDelegate<Func<Uri, string, Task<IReadOnlyList<string>>>>();
    }

    private static SyntaxTree Parse(string source) =>
        CSharpSyntaxTree.ParseText(source, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>What this very process runs on.</summary>
    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
        .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "Newtonsoft.Json.dll"))
        .Select(path => MetadataReference.CreateFromFile(path));
}
