using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Proximity.Architecture.Tests.Tidy;

/// <summary>Lines, nesting and parameters of every member of a file.</summary>
internal static class MemberMeasures
{
    /// <summary>Lines from the signature, without documentation and attributes, to the closing brace.</summary>
    public static IEnumerable<MemberSize> Lines(SourceFile file) => Bodies(file).Select(member => Measure(file, member, LineCount(member)));

    /// <summary>How deep statements with blocks stand within each other; <c>else if</c> is one level, using, lock and fixed are none.</summary>
    public static IEnumerable<MemberSize> Nesting(SourceFile file) => Bodies(file)
        .Select(member => Measure(file, member, member.DescendantNodes().Where(IsBranch).Select(branch => Depth(branch, member)).DefaultIfEmpty().Max()));

    /// <summary>
    /// Parameters of methods and delegates above the usual limit, and of constructors and records above theirs, which is higher since each is a named part. Imports and
    /// log lines are as others, or their message, want them.
    /// </summary>
    public static IEnumerable<MemberSize> Parameters(SourceFile file, int constructorLimit) => file.Syntax.DescendantNodes().OfType<BaseParameterListSyntax>()
        .Where(list => list.Parent is not null && !IsForeign(list.Parent) && !(IsConstructor(list.Parent) && list.Parameters.Count <= constructorLimit))
        .Select(list => Measure(file, list.Parent!, list.Parameters.Count));

    private static IEnumerable<SyntaxNode> Bodies(SourceFile file) => file.Syntax.DescendantNodes().Where(node => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or PropertyDeclarationSyntax { ExpressionBody: not null });

    private static int LineCount(SyntaxNode member)
    {
        var attributes = member.ChildNodes().OfType<AttributeListSyntax>().LastOrDefault();
        var first = attributes is null ? member.GetFirstToken() : attributes.GetLastToken().GetNextToken();
        return member.SyntaxTree.GetLineSpan(member.Span).EndLinePosition.Line - first.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
    }

    private static int Depth(SyntaxNode branch, SyntaxNode member) => branch.AncestorsAndSelf().TakeWhile(node => node != member).Count(IsBranch);

    private static bool IsBranch(SyntaxNode node) => node switch
    {
        IfStatementSyntax => node.Parent is not ElseClauseSyntax,
        CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax or SwitchStatementSyntax or TryStatementSyntax => true,
        _ => false,
    };

    private static bool IsConstructor(SyntaxNode declaration) => declaration is ConstructorDeclarationSyntax or TypeDeclarationSyntax;

    private static bool IsForeign(SyntaxNode declaration) => declaration is MethodDeclarationSyntax method
        && method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() is "LoggerMessage" or "LibraryImport" or "DllImport");

    private static MemberSize Measure(SourceFile file, SyntaxNode member, int size) => new(file.Path, Name(member), size);

    private static string Name(SyntaxNode member)
    {
        var types = member.AncestorsAndSelf().OfType<BaseTypeDeclarationSyntax>().Reverse().Select(type => type.Identifier.Text);
        string?[] own = [.. types, OwnName(member)];
        return string.Join('.', own.Where(part => part is not null));
    }

    private static string? OwnName(SyntaxNode member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        AccessorDeclarationSyntax accessor => $"{accessor.FirstAncestorOrSelf<PropertyDeclarationSyntax>()?.Identifier.Text ?? "this"}.{accessor.Keyword.Text}",
        ConstructorDeclarationSyntax => "constructor",
        DelegateDeclarationSyntax type => type.Identifier.Text,
        BaseTypeDeclarationSyntax => null,
        BaseMethodDeclarationSyntax => "operator",
        _ => "lambda",
    };
}
