using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Proximity.Architecture.Tests.Assemblies;

/// <summary>What the built assemblies refer to, whatever the project files say.</summary>
public class AssemblyReferenceTests
{
    [Fact]
    public void Protocol_RefersToTheBaseLibraryAlone() => AssertReferences("Proximity.Protocol");

    [Fact]
    public void Abstractions_RefersToProtocolAndLogging() =>
        AssertReferences("Proximity.Abstractions", "Proximity.Protocol", "Microsoft.Extensions.Logging.Abstractions");

    [Fact]
    public void StoreCases_ReferToTheContractsAlone() => AssertReferences("Proximity.Testing.Stores", "Proximity.Abstractions");

    [Fact]
    public void Flows_RefersToContractsAndProtocol() => AssertReferences("Proximity.Flows", "Proximity.Abstractions", "Proximity.Protocol");

    [Fact]
    public void Engine_RefersToContractsFlowsProtocolAndLogging() =>
        AssertReferences(
            "Proximity",
            "Proximity.Abstractions",
            "Proximity.Flows",
            "Proximity.Protocol",
            "Microsoft.Extensions.Logging.Abstractions");

    [Fact]
    public void Http2_RefersToTheEngineAndKestrel() => AssertReferences(
        "Proximity.Http2",
        "Proximity",
        "Proximity.Abstractions",
        "Proximity.Flows",
        "Proximity.Protocol",
        "Microsoft.AspNetCore.Connections.Abstractions",
        "Microsoft.AspNetCore.Hosting.Server.Abstractions",
        "Microsoft.AspNetCore.Http.Features",
        "Microsoft.AspNetCore.Server.Kestrel.Core",
        "Microsoft.Extensions.Features",
        "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options",
        "Microsoft.Extensions.Primitives",
        "Microsoft.Net.Http.Headers");

    [Fact]
    public void Zstd_RefersToContractsFlowsAndItsPackage()
        => AssertReferences("Proximity.Zstd", "Proximity.Abstractions", "Proximity.Flows", "ZstdSharp");

    [Fact]
    public void SqliteStore_RefersToContractsFlowsAndProtocol()
        => AssertReferences("Proximity.Storage.Sqlite", "Proximity.Abstractions", "Proximity.Flows", "Proximity.Protocol");

    [Fact]
    public void PostgresStore_RefersToContractsFlowsProtocolAndItsPackage() => AssertReferences(
        "Proximity.Storage.Postgres", "Proximity.Abstractions", "Proximity.Flows", "Proximity.Protocol", "Npgsql");

    [Fact]
    public void NatsSink_RefersToContractsFlowsProtocolAndItsPackages() => AssertReferences(
        "Proximity.Storage.Nats",
        "Proximity.Abstractions",
        "Proximity.Flows",
        "Proximity.Protocol",
        "Microsoft.Extensions.Primitives",
        "NATS.Client.Abstractions",
        "NATS.Client.Core",
        "NATS.Client.JetStream",
        "NATS.Client.ObjectStore");

    [Fact]
    public void Inspector_RefersToContractsFlowsControlKestrelAndTheProtocolOfAgents() => AssertReferences(
        "Proximity.Inspector",
        "Proximity.Abstractions",
        "Proximity.Flows",
        "Proximity.Control",
        "ModelContextProtocol.Core",
        "Microsoft.AspNetCore.Connections.Abstractions",
        "Microsoft.AspNetCore.Hosting.Server.Abstractions",
        "Microsoft.AspNetCore.Http",
        "Microsoft.AspNetCore.Http.Abstractions",
        "Microsoft.AspNetCore.Http.Features",
        "Microsoft.AspNetCore.Server.Kestrel.Core",
        "Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets",
        "Microsoft.Extensions.Features",
        "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options",
        "Microsoft.Extensions.Primitives",
        "Microsoft.Net.Http.Headers");

    [Fact]
    public void Program_RefersToTheLibrariesItsParserAndItsHash() => AssertReferences(
        "Proximity.Cli",
        "Proximity",
        "Proximity.Control",
        "Proximity.Inspector",
        "Proximity.Http2",
        "Proximity.Zstd",
        "Proximity.Abstractions",
        "Proximity.Flows",
        "Proximity.Protocol",
        "Proximity.Storage.Nats",
        "Proximity.Storage.Postgres",
        "Proximity.Storage.Sqlite",
        "Microsoft.Extensions.Logging.Abstractions",
        "System.CommandLine",
        "Spectre.Console",
        "Spectre.Console.Ansi",
        "BCrypt-Net-Next");

    private static void AssertReferences(string assembly, params string[] allowed)
    {
        var foreign = References(assembly).Where(reference => !IsBaseLibrary(reference)).Except(allowed, StringComparer.Ordinal);

        Findings.AssertNone(foreign.Select(reference => $"{assembly} → {reference}"));
    }

    /// <summary>The assembly beside the tests; System.*, and where its exceptions for error numbers lie, is the shared framework unless a package brought it here.</summary>
    private static bool IsBaseLibrary(string reference) =>
        (reference.StartsWith("System.", StringComparison.Ordinal) || reference == "Microsoft.Win32.Primitives")
            && !File.Exists(Path.Combine(AppContext.BaseDirectory, reference + ".dll"));

    private static List<string> References(string assembly)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + ".dll")));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
