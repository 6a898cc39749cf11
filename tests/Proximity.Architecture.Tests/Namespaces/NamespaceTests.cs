using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Proximity.Architecture.Tests.Namespaces;

public class NamespaceTests
{
    [Fact]
    public void Engine_KeepsTheOrder()
    {
        using var assembly = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Proximity.dll"));

        Findings.AssertNone(NamespaceOrder.Violations(TypeUseReader.Read(assembly)));
    }

    [Theory]
    [InlineData("class A { Proximity.Serving.B b; }")]
    [InlineData("class A { Proximity.Serving.B M() => null; }")]
    [InlineData("class A { void M(Proximity.Serving.B b) { } }")]
    [InlineData("class A : Proximity.Serving.B { }")]
    [InlineData("class A { void M() { object o = new Proximity.Serving.B(); } }")]
    [InlineData("class A { object M() => typeof(Proximity.Serving.B); }")]
    [InlineData("class A { int M() => Proximity.Serving.B.Count; }")]
    [InlineData("class A { System.Collections.Generic.List<Proximity.Serving.B> b; }")]
    [InlineData("class A { void M() => System.Array.Empty<Proximity.Serving.B>(); }")]
    [InlineData("class A { System.Func<int> M() => () => Proximity.Serving.B.Count; }")]
    [InlineData("class A { async System.Threading.Tasks.Task M() { await System.Threading.Tasks.Task.Yield(); Proximity.Serving.B.Count = 1; } }")]
    public void UpwardUse_IsSeenWhereverItStands(string type) => Assert.Equal(
        ["Proximity.Wires → Proximity.Serving: A uses B"],
        Violations($"namespace Proximity.Wires {{ {type} }} namespace Proximity.Serving {{ class B {{ public static int Count; }} }}"));

    [Fact]
    public void DownwardUse_IsAllowed() => Assert.Equal([], Violations("namespace Proximity.Serving { class A { Proximity.Wires.B b; } } namespace Proximity.Wires { class B { } }"));

    [Fact]
    public void UseWithinALayer_IsAllowed() => Assert.Equal([], Violations("namespace Proximity.Wires { class A { Proximity.Timing.B b; } } namespace Proximity.Timing { class B { } }"));

    [Fact]
    public void CircleWithinALayer_IsRefused() => Assert.Equal(
        [
            "Proximity.Telemetry → Proximity.Wires: C uses A (a circle)",
            "Proximity.Timing → Proximity.Telemetry: B uses C (a circle)",
            "Proximity.Wires → Proximity.Timing: A uses B (a circle)",
        ],
        Violations("""
            namespace Proximity.Wires { class A { Proximity.Timing.B b; } }
            namespace Proximity.Timing { class B { Proximity.Telemetry.C c; } }
            namespace Proximity.Telemetry { class C { Proximity.Wires.A a; } }
            """));

    [Fact]
    public void PublicDataOfTheRoot_MayBeUsedByAll() => Assert.Equal([], Violations("namespace Proximity.Wires { class A { Proximity.B b; } } namespace Proximity { public class B { } }"));

    [Fact]
    public void InternalTypeOfTheRoot_IsRefused() => Assert.Equal(
        ["Proximity.Hosting → Proximity: A uses B"],
        Violations("namespace Proximity.Hosting { class A { Proximity.B b; } } namespace Proximity { class B { } }"));

    [Fact]
    public void EntryPoint_IsUsedByNobodyInside() => Assert.Equal(
        ["Proximity.Hosting → Proximity: A uses ProxyServer"],
        Violations("namespace Proximity.Hosting { class A { Proximity.ProxyServer b; } } namespace Proximity { public class ProxyServer { } }"));

    [Fact]
    public void UnknownNamespace_IsRefused() => Assert.Equal(
        ["Proximity.Helpers.B: its namespace has no place in the order of NamespaceOrder"],
        Violations("namespace Proximity.Hosting { class A { Proximity.Helpers.B b; } } namespace Proximity.Helpers { class B { } }"));

    private static IEnumerable<string> Violations(string source)
    {
        var compilation = CSharpCompilation.Create(
            "Sample",
            [CSharpSyntaxTree.ParseText(source)],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var assembly = new MemoryStream();
        Assert.True(compilation.Emit(assembly).Success);
        assembly.Position = 0;
        return NamespaceOrder.Violations(TypeUseReader.Read(assembly)).Order(StringComparer.Ordinal);
    }
}
