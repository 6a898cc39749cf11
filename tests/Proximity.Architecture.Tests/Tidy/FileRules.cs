using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Proximity.Architecture.Tests.Tidy;

/// <summary>What holds for each file by itself. The patterns are put together from pieces, so that this file does not match them.</summary>
internal static class FileRules
{
    private const int LineWidth = 140;

    /// <summary>Phrases that a reader has to guess at: the guide wants a subject, a verb and the field's noun.</summary>
    private static readonly Regex Riddle = new(
        @"\b[Ww]ho" + @"ever\b|\btold" + @" of\b|\bwill not" + @" have (it|our|the)\b|\bsomebody" + @" asks\b|(///|//|<summary>|\. |^- )Who" + " (?!may)",
        RegexOptions.CultureInvariant);

    private static readonly Regex Reminder = new(@"\b(TO" + "DO|FIX" + "ME|HA" + @"CK)\b", RegexOptions.CultureInvariant);

    private static readonly Regex MachinePath = new(@"(?<![\w.:/])/(ho" + "me|ro" + "ot|Us" + "ers|wo" + @"rk)/\w|\b[A-Z]:\\Us" + "ers", RegexOptions.CultureInvariant);

    private static readonly Regex RegistryHost = new(@"nuget\." + @"org|npm" + @"js\.(org|com)|pypi\." + @"org|deb\.debian\." + "org", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    public static MemberSize Length(SourceFile file) => new(file.Path, "lines", file.Text.AsSpan().TrimEnd('\n').Count('\n') + 1);

    /// <summary>How many lines do not fit beside another pane.</summary>
    public static MemberSize WideLines(SourceFile file) => new(file.Path, "wide", file.Text.Split('\n').Count(line => line.Length > LineWidth));

    public static MemberSize Riddles(SourceFile file) => new(file.Path, "riddles", file.Text.Split('\n').Sum(line => Riddle.Count(line)));

    public static IEnumerable<string> Reminders(SourceFile file) => Matches(file, Reminder);

    public static IEnumerable<string> MachinePaths(SourceFile file) => Matches(file, MachinePath);

    public static IEnumerable<string> RegistryHosts(SourceFile file) => Matches(file, RegistryHost);

    public static IEnumerable<string> CarriageReturns(SourceFile file) => file.Text.Contains('\r', StringComparison.Ordinal) ? [$"{file.Path}: a carriage return; lines end with LF"] : [];

    public static IEnumerable<string> Regions(SourceFile file) => file.Syntax.DescendantTrivia()
        .Where(trivia => trivia.IsKind(SyntaxKind.RegionDirectiveTrivia))
        .Select(trivia => $"{file.Path}:{trivia.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: a region");

    /// <summary>An exception in an async void method ends the process; there is no task to see it in.</summary>
    public static IEnumerable<string> AsyncVoid(SourceFile file) => file.Syntax.DescendantNodes()
        .Select(node => node switch
        {
            MethodDeclarationSyntax method when method.Modifiers.Any(SyntaxKind.AsyncKeyword) => (method.ReturnType, method.Identifier.Text),
            LocalFunctionStatementSyntax function when function.Modifiers.Any(SyntaxKind.AsyncKeyword) => (function.ReturnType, function.Identifier.Text),
            _ => ((TypeSyntax?)null, string.Empty),
        })
        .Where(method => method.Item1?.ToString() == "void")
        .Select(method => $"{file.Path}: {method.Item2} is async void");

    public static IEnumerable<string> SeveralPublicTypes(SourceFile file)
    {
        var types = file.Syntax.DescendantNodes(node => node is not BaseTypeDeclarationSyntax).OfType<MemberDeclarationSyntax>()
            .Where(type => type is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax && type.Modifiers.Any(SyntaxKind.PublicKeyword));
        return types.Count() > 1 ? [$"{file.Path}: {types.Count()} public types; one a file"] : [];
    }

    private static IEnumerable<string> Matches(SourceFile file, Regex pattern) => file.Text.Split('\n')
        .Select((line, index) => (Line: line, Number: index + 1))
        .Where(numbered => pattern.IsMatch(numbered.Line))
        .Select(numbered => $"{file.Path}:{numbered.Number}: {pattern.Match(numbered.Line).Value}");
}
