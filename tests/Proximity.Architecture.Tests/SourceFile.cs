using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Proximity.Architecture.Tests;

/// <summary>A file of the tree: its path from the root, and its text.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    public SyntaxNode Syntax => CSharpSyntaxTree.ParseText(Text, CSharpParseOptions.Default.WithPreprocessorSymbols("DEBUG")).GetRoot();

    public bool IsSource => Path.StartsWith("src/", StringComparison.Ordinal);
}
