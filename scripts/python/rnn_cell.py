"""The Python twin of RnnCellTutorial: python rnn_cell.py [--seed N]"""

import torch
from arguments import parse

args = parse()
torch.manual_seed(args.seed)

batch_size, seq_len, input_size, hidden_size = 1, 3, 4, 2

cell = torch.nn.RNNCell(input_size=input_size, hidden_size=hidden_size)
dataset = torch.randn(seq_len, batch_size, input_size)
hidden = torch.zeros(batch_size, hidden_size)

for idx, input in enumerate(dataset):
    print("=" * 20, idx, "=" * 20)
    print("Inputs Size:", input.shape)

    hidden = cell(input, hidden)

    print("Outputs Size:", hidden.shape)
    print(hidden)
