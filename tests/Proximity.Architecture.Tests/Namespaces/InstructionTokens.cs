using System.Reflection.Emit;

namespace Proximity.Architecture.Tests.Namespaces;

/// <summary>The metadata tokens in a method body's instructions.</summary>
internal static class InstructionTokens
{
    private static readonly Dictionary<short, OperandType> Operands = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value, code => code.OperandType);

    public static IEnumerable<int> In(byte[] instructions)
    {
        var position = 0;
        while (position < instructions.Length)
        {
            short code = instructions[position++];
            if (code == 0xFE)
            {
                code = unchecked((short)(0xFE00 | instructions[position++]));
            }

            var operand = Operands[code];
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                yield return BitConverter.ToInt32(instructions, position);
            }

            position += Size(operand, instructions, position);
        }
    }

    private static int Size(OperandType operand, byte[] instructions, int position) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(instructions, position)),
        _ => 4,
    };
}
