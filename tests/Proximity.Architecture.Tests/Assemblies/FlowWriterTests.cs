using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Proximity.Architecture.Tests.Namespaces;

namespace Proximity.Architecture.Tests.Assemblies;

/// <summary>Only what records exchanges, and what reads files, writes flows: other code would leave out the events.</summary>
public class FlowWriterTests
{
    private static readonly string[] Assemblies =
    [
        "Proximity.Abstractions", "Proximity.Flows", "Proximity", "Proximity.Http2", "Proximity.Zstd", "Proximity.Storage.Sqlite",
        "Proximity.Storage.Postgres", "Proximity.Storage.Nats", "Proximity.Cli",
    ];

    /// <summary>The type, and what it may write; everything when nothing is named.</summary>
    private static readonly (string Type, string[] Members)[] Writers =
    [
        ("FlowFacts", []),
        ("FlowRecorder", []),
        ("BodyRecorder", []),

        // Their flows are nobody else's yet.
        ("FlowJsonReader", []),
        ("FlowTunnelJson", []),
        ("FlowFactory", []),

        // The table's own: the number, and what makes room.
        ("FlowTable", ["set_Id"]),
        ("KeptFlows", ["DropBodies"]),
    ];

    private static readonly string[] OtherWriting = ["SetBody", "SetLiveBody", "SetEndedBody", "SettleBody", "DropBodies"];

    [Fact]
    public void Flows_AreWrittenByRecordingAlone()
    {
        (string User, string Member)[] all = [.. Assemblies.SelectMany(WritesOf)];

        Assert.Contains(("FlowFacts", "set_Response"), all);
        Assert.Contains(("BodyRecorder", "SetEndedBody"), all);
        Findings.AssertNone(all.Where(IsForbidden).Select(write => $"{write.User} calls Flow.{write.Member}: use FlowFacts").Distinct());
    }

    private static bool IsForbidden((string User, string Member) write)
        => write.User != "Flow" && !Array.Exists(Writers, writer => writer.Type == write.User
            && (writer.Members.Length == 0 || writer.Members.Contains(write.Member)));

    private static IEnumerable<(string User, string Member)> WritesOf(string assembly)
    {
        using FileStream stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll"));
        using var file = new PEReader(stream);
        MetadataReader metadata = file.GetMetadataReader();
        return [.. metadata.MethodDefinitions.SelectMany(handle => WritesOf(file, metadata, metadata.GetMethodDefinition(handle)))];
    }

    private static IEnumerable<(string User, string Member)> WritesOf(PEReader file, MetadataReader metadata, MethodDefinition method)
    {
        if (method.RelativeVirtualAddress == 0)
        {
            return [];
        }

        string user = Outermost(metadata, method.GetDeclaringType());
        return InstructionTokens.In(file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!)
            .Select(token => Called(metadata, (EntityHandle)MetadataTokens.Handle(token)))
            .OfType<string>()
            .Where(name => name.StartsWith("set_", StringComparison.Ordinal) || OtherWriting.Contains(name))
            .Select(name => (user, name));
    }

    /// <summary>The name of a method of <c>Flow</c>; null for anything else.</summary>
    private static string? Called(MetadataReader metadata, EntityHandle token)
    {
        switch (token.Kind)
        {
            case HandleKind.MethodDefinition:
                MethodDefinition own = metadata.GetMethodDefinition((MethodDefinitionHandle)token);
                TypeDefinition type = metadata.GetTypeDefinition(own.GetDeclaringType());
                return IsFlow(metadata, type.Namespace, type.Name) ? metadata.GetString(own.Name) : null;
            case HandleKind.MemberReference:
                MemberReference other = metadata.GetMemberReference((MemberReferenceHandle)token);
                return other.Parent.Kind == HandleKind.TypeReference
                    && metadata.GetTypeReference((TypeReferenceHandle)other.Parent) is var parent
                    && IsFlow(metadata, parent.Namespace, parent.Name) ? metadata.GetString(other.Name) : null;
            default:
                return null;
        }
    }

    private static bool IsFlow(MetadataReader metadata, StringHandle space, StringHandle name)
        => metadata.StringComparer.Equals(space, "Proximity.Flows") && metadata.StringComparer.Equals(name, "Flow");

    private static string Outermost(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        TypeDefinition type = metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil)
        {
            type = metadata.GetTypeDefinition(type.GetDeclaringType());
        }

        return metadata.GetString(type.Name);
    }
}
